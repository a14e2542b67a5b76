using System.Collections.Immutable;
using CustomerChat.Files;

namespace CustomerChat.Chats;

/// <content>Files that a customer has sent.</content>
public sealed partial record Chat
{
    /// <summary>Files of messages that are still to be fetched from the channel's provider, in order.</summary>
    public ImmutableArray<PendingFile> PendingFiles { get; init; } = [];

    /// <summary>The day (UTC) for which <see cref="FileBytes"/> counts.</summary>
    public DateOnly FileDay { get; init; }

    /// <summary>How many bytes of files the customer sent on <see cref="FileDay"/>.</summary>
    public long FileBytes { get; init; }

    /// <summary>Adds files that came with an entry and are still to be fetched.</summary>
    public Chat Await(long index, ImmutableArray<FileReference> files) =>
        files.IsDefaultOrEmpty ? this : this with { PendingFiles = PendingFiles.AddRange(files.Select((f, i) => new PendingFile(index, i, f))) };

    /// <summary>Whether the file is still to be fetched.</summary>
    public bool Awaits(PendingFile file) => PendingFiles.Any(file.Is);

    /// <summary>The files of an entry that are still to be fetched.</summary>
    public ImmutableArray<FileReference> FilesOf(long index) => [.. PendingFiles.Where(f => f.Index == index).Select(f => f.Reference)];

    /// <summary>
    /// The next file to be fetched now; null = there is none. The files of a text that the chat could not accept are not fetched: they go
    /// into its dead letter.
    /// </summary>
    public PendingFile? NextFile(DateTimeOffset now) =>
        State == ChatState.Idle ? null : PendingFiles.FirstOrDefault(f => f.IsDue(now) && !NotTaken.Contains(f.Index));

    /// <summary>How many bytes of files the customer has sent on the day (UTC) of <paramref name="now"/>.</summary>
    public long FileBytesOn(DateTimeOffset now) => FileDay == DateOnly.FromDateTime(now.UtcDateTime) ? FileBytes : 0;

    /// <summary>A file has arrived: it becomes an entry of the customer. Only an open chat accepts a file.</summary>
    public (Chat Chat, ChatEntry Entry) Bring(string kind, ChatFile file, DateTimeOffset now, string? clientId = null)
    {
        var (chat, entry) = Post(FileText.Of(kind, file), now, clientId);
        return (
            chat with
            {
                // A file without a client id was fetched by the relay: the time of the fetch does not tell when the customer wrote.
                CustomerWroteAt = clientId is null ? CustomerWroteAt : chat.CustomerWroteAt,
                CustomerWroteId = clientId is null ? CustomerWroteId : chat.CustomerWroteId,
                FileDay = DateOnly.FromDateTime(now.UtcDateTime),
                FileBytes = FileBytesOn(now) + file.Size,
            },
            entry with { Files = [file] });
    }

    /// <summary>The file is no longer to be fetched.</summary>
    public Chat Drop(PendingFile file) => this with { PendingFiles = PendingFiles.RemoveAll(file.Is) };

    /// <summary>The files of these entries are no longer to be fetched.</summary>
    public Chat DropFilesOf(ImmutableArray<long> indexes) =>
        PendingFiles.IsEmpty ? this : this with { PendingFiles = PendingFiles.RemoveAll(f => indexes.Contains(f.Index)) };

    /// <summary>The relay retries to fetch the file later.</summary>
    public Chat PutOff(PendingFile file, DateTimeOffset after) =>
        this with { PendingFiles = [.. PendingFiles.Select(f => f.Is(file) ? f with { Attempts = f.Attempts + 1, After = after } : f)] };
}
