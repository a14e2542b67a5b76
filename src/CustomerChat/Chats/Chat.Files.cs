using System.Collections.Immutable;
using CustomerChat.Files;

namespace CustomerChat.Chats;

/// <content>Files that a customer has sent.</content>
public sealed partial record Chat
{
    /// <summary>Files of messages that are still to be fetched from the channel's provider, in order.</summary>
    public ImmutableArray<PendingFile> PendingFiles { get; init; } = [];

    /// <summary>The day (UTC) that <see cref="FileBytes"/> counts.</summary>
    public DateOnly FileDay { get; init; }

    /// <summary>How many bytes of files the customer has sent on <see cref="FileDay"/>.</summary>
    public long FileBytes { get; init; }

    /// <summary>The same with files that came with an entry, to be fetched.</summary>
    public Chat Await(long index, ImmutableArray<FileReference> files) =>
        files.IsDefaultOrEmpty ? this : this with { PendingFiles = PendingFiles.AddRange(files.Select((f, i) => new PendingFile(index, i, f))) };

    /// <summary>Whether the file is still to be fetched.</summary>
    public bool Awaits(PendingFile file) => PendingFiles.Any(file.Is);

    /// <summary>How many bytes of files the customer has sent today.</summary>
    public long FileBytesOn(DateTimeOffset now) => FileDay == DateOnly.FromDateTime(now.UtcDateTime) ? FileBytes : 0;

    /// <summary>A file is here: it becomes an entry of the customer. Only an open chat takes one.</summary>
    public (Chat Chat, ChatEntry Entry) Bring(string kind, ChatFile file, DateTimeOffset now, string? clientId = null)
    {
        var (chat, entry) = Post(FileText.Of(kind, file), now, clientId);
        return (
            chat with
            {
                // Who fetched it says nothing of when the customer wrote.
                CustomerWroteAt = clientId is null ? CustomerWroteAt : chat.CustomerWroteAt,
                CustomerWroteId = clientId is null ? CustomerWroteId : chat.CustomerWroteId,
                FileDay = DateOnly.FromDateTime(now.UtcDateTime),
                FileBytes = FileBytesOn(now) + file.Size,
            },
            entry with { Files = [file] });
    }

    /// <summary>The file is not to be fetched any more.</summary>
    public Chat Drop(PendingFile file) => this with { PendingFiles = PendingFiles.RemoveAll(file.Is) };

    /// <summary>The file is tried again later.</summary>
    public Chat PutOff(PendingFile file, DateTimeOffset after) =>
        this with { PendingFiles = [.. PendingFiles.Select(f => f.Is(file) ? f with { Attempts = f.Attempts + 1, After = after } : f)] };
}
