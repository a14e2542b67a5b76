using System.Collections.Immutable;
using CustomerChat.Files;

namespace CustomerChat.Chats;

/// <summary>One entry of a transcript. After the commit, only its <see cref="Receipt"/> changes.</summary>
public sealed record ChatEntry
{
    /// <summary>The longest text of one entry, in UTF-16 units. A longer text becomes several entries (a table row holds 1 MiB).</summary>
    public const int MaxText = 240_000;

    /// <summary>The place in the transcript: from 1, without gaps.</summary>
    public required long Index { get; init; }

    public required EntryType Type { get; init; }

    public required Participant From { get; init; }

    /// <summary>The text of a message or of a notice.</summary>
    public string? Text { get; init; }

    /// <summary>The address that an agent pushed.</summary>
    public string? Url { get; init; }

    /// <summary>The files that the entry brings. Its text names them.</summary>
    public ImmutableArray<ChatFile> Files { get; init; } = [];

    /// <summary>The answers that a bot offers. On a channel without buttons, they stand below the text, with numbers.</summary>
    public ImmutableArray<Choice> Choices { get; init; } = [];

    /// <summary>The text with its choices below it, with numbers. An answer may name the number.</summary>
    public string? Readable => Choices.IsEmpty ? Text : string.Join('\n', Choices.Select((c, i) => $"{i + 1}. {c.Title}").Prepend(Text).Where(t => !string.IsNullOrEmpty(t)));

    /// <summary>
    /// What the contact centre gets instead of the customer's text, because the text names one of the choices that were offered; null = it
    /// gets the text.
    /// </summary>
    public string? Chosen { get; init; }

    /// <summary>When the relay took the entry in.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The entry's index at the contact centre, 0 if the contact centre gives none; null for an entry that was written at the relay.</summary>
    public long? UpstreamIndex { get; init; }

    /// <summary>
    /// The key of a message without an index at the contact centre. It is not stored with the entry: only the commit that brings the entry
    /// knows it.
    /// </summary>
    public string? UpstreamKey { get; init; }

    /// <summary>The index of the entry that this entry repeats; null = it is not a repeat. It is not stored either.</summary>
    public long? Repeats { get; init; }

    /// <summary>The id that the customer's client or channel gave the text: the idempotency key of the request, up to 256 characters.</summary>
    public string? ClientId { get; init; }

    /// <summary>What the channel's provider says about the entry; null = there is no channel, or the provider has said nothing yet.</summary>
    public DeliveryReceipt? Receipt { get; init; }

    /// <summary>Whether the contact centre is to get the entry: the customer wrote it here, or it is <see cref="IsForAgent"/>.</summary>
    public bool IsOutgoing => UpstreamIndex is null && Type is EntryType.Text or EntryType.Notice && From.Type == ParticipantType.Customer;

    /// <summary>A text from the relay itself to the agent. If it can't be sent, it is dropped without a dead letter.</summary>
    public bool IsForAgent => IsOutgoing && Type == EntryType.Notice;
}
