using System.Collections.Immutable;

namespace CustomerChat.Chats;

/// <summary>One entry of the contact centre's message log, as the customer sees it.</summary>
/// <param name="Index">
/// Its index in the log: ascending, but gaps are possible; 0 = the contact centre gives no index, and the message has a <see cref="Key"/>.
/// </param>
public sealed record UpstreamMessage(long Index, EntryType Type, Participant From, string? Text = null, string? Url = null)
{
    /// <summary>
    /// The key of a message without an index, by which it is known when it is read again: up to 64 characters; null = the message has an
    /// index.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>
    /// The message is an echo: the index of the relay's entry. Null = it is not an echo, or the contact centre does not say of which entry;
    /// then the order decides.
    /// </summary>
    public long? EchoOf { get; init; }

    /// <summary>
    /// The message is an entry of the relay that stands after the end in the log: it came too late, and nobody at the contact centre reads
    /// it.
    /// </summary>
    public bool IsTooLate { get; init; }

    /// <summary>The message asks for a human agent, if the settings name a contact centre to hand over to: see <see cref="Chat.HandOverAskedAt"/>.</summary>
    public bool AsksHandOver { get; init; }

    /// <summary>The message is only for the relay: it becomes no entry.</summary>
    public bool IsSilent { get; init; }

    /// <summary>The answers that the message offers.</summary>
    public ImmutableArray<Choice> Choices { get; init; } = [];

    /// <summary>The longest address that is kept as an address, in UTF-16 units. A longer one is kept as text, which may need several entries.</summary>
    private const int MaxUrl = 32_000;

    public bool IsTyping => Type is EntryType.TypingStarted or EntryType.TypingStopped;

    /// <summary>The message is an echo: a text of the customer that the relay sent.</summary>
    public bool IsCustomersText => Type == EntryType.Text && From.Type == ParticipantType.Customer;

    public bool IsCustomersTyping => IsTyping && From.Type == ParticipantType.Customer;

    /// <summary>The text of the message. It includes the address if the address is too long to be kept by itself.</summary>
    public string? Words => Url?.Length > MaxUrl ? string.Join(' ', new[] { Text, Url }.Where(t => !string.IsNullOrEmpty(t))) : Text;

    /// <summary>The entry that the message becomes. If the text is longer than one entry, the next entry of several.</summary>
    /// <param name="offset">How much of the text the earlier entries hold, in UTF-16 units.</param>
    /// <param name="room">The room that is left in the commit; null = no limit.</param>
    /// <returns>Null: the commit has no room for the entry.</returns>
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

            // The entry alone is larger than a commit: cut its text.
            : entry with { Text = entry.Text is null ? null : room.Beginning(entry.Text, entry) };
    }
}
