using System.Collections.Immutable;

namespace CustomerChat.Chats;

/// <summary>One entry of the message log at the contact centre, as its customer sees it.</summary>
/// <param name="Index">Its index there: ascending, not always without gaps; 0 where the contact centre gives none, then it has a <see cref="Key"/>.</param>
public sealed record UpstreamMessage(long Index, EntryType Type, Participant From, string? Text = null, string? Url = null)
{
    /// <summary>By which a message without an index is known when it is read again: up to 64 characters.</summary>
    public string? Key { get; init; }

    /// <summary>One of ours, come back: the index of its entry. Null where the contact centre does not say which: then the order tells.</summary>
    public long? EchoOf { get; init; }

    /// <summary>One of ours that stands in the log behind the end: it came too late, and nobody there reads it.</summary>
    public bool IsTooLate { get; init; }

    /// <summary>Asks that a person takes the chat over, where the settings name a contact centre for that: see <see cref="Chat.HandOverAskedAt"/>.</summary>
    public bool AsksHandOver { get; init; }

    /// <summary>It says something to the relay alone: no entry comes of it.</summary>
    public bool IsSilent { get; init; }

    /// <summary>The answers that it offers.</summary>
    public ImmutableArray<Choice> Choices { get; init; } = [];

    /// <summary>A longer address is kept as a text, which may go over several entries.</summary>
    private const int MaxUrl = 32_000;

    public bool IsTyping => Type is EntryType.TypingStarted or EntryType.TypingStopped;

    /// <summary>One of ours, come back.</summary>
    public bool IsCustomersText => Type == EntryType.Text && From.Type == ParticipantType.Customer;

    public bool IsCustomersTyping => IsTyping && From.Type == ParticipantType.Customer;

    /// <summary>What is to be read: the text, with an address in it that is too long to stand alone.</summary>
    public string? Words => Url?.Length > MaxUrl ? string.Join(' ', new[] { Text, Url }.Where(t => !string.IsNullOrEmpty(t))) : Text;

    /// <summary>The entry that it becomes, or the next one of several where the text is longer than an entry holds.</summary>
    /// <param name="index">The entry's index.</param>
    /// <param name="offset">How much of the text the entries before hold, in UTF-16 units.</param>
    /// <param name="at">The entry's time.</param>
    /// <param name="room">What the commit still holds; null = everything.</param>
    /// <returns>Null: the commit has no room for it.</returns>
    public ChatEntry? ToEntry(long index, int offset, DateTimeOffset at, CommitRoom? room)
    {
        var entry = new ChatEntry
        {
            Index = index,
            Type = Type,
            From = From.Bounded(),
            Text = Words is { } words ? Texts.Split(words[offset..], ChatEntry.MaxText).FirstOrDefault("") : null,
            Url = Url?.Length > MaxUrl ? null : Url,
            At = at,
            UpstreamIndex = Index,
            UpstreamKey = Key,
            Choices = Choices,
        };
        return room is null || room.Fits(entry) ? entry
            : !room.IsWhole ? null

            // It alone is too large: cut.
            : entry with { Text = entry.Text is null ? null : room.Beginning(entry.Text, entry) };
    }
}
