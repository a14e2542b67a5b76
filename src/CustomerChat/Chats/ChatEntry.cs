using System.Collections.Immutable;
using CustomerChat.Files;

namespace CustomerChat.Chats;

/// <summary>One entry of a transcript. Never changed once it is committed.</summary>
public sealed record ChatEntry
{
    /// <summary>The longest text of one entry, in UTF-16 units; longer ones become several entries (a table row holds 1 MiB).</summary>
    public const int MaxText = 240_000;

    /// <summary>The place in the transcript: from 1, without gaps.</summary>
    public required long Index { get; init; }

    public required EntryType Type { get; init; }

    public required Participant From { get; init; }

    /// <summary>The text, or a notice's text.</summary>
    public string? Text { get; init; }

    /// <summary>The address that an agent pushed.</summary>
    public string? Url { get; init; }

    /// <summary>The files that it brings. Its text names them.</summary>
    public ImmutableArray<ChatFile> Files { get; init; } = [];

    /// <summary>The answers that a bot offers. Where the channel has no buttons, they stand below the text, numbered.</summary>
    public ImmutableArray<Choice> Choices { get; init; } = [];

    /// <summary>The text with its choices below it, numbered: an answer may name the number.</summary>
    public string? Readable => Choices.IsEmpty ? Text : string.Join('\n', Choices.Select((c, i) => $"{i + 1}. {c.Title}").Prepend(Text).Where(t => !string.IsNullOrEmpty(t)));

    /// <summary>What the contact centre gets in place of the customer's text, because it names one of the choices that were offered; null = the text.</summary>
    public string? Chosen { get; init; }

    /// <summary>When the relay took it in.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The index of the entry at the contact centre, 0 where that gives none; null for what was written here.</summary>
    public long? UpstreamIndex { get; init; }

    /// <summary>By which a message without an index is known at the contact centre. It is not kept with the entry: only the commit that brings it knows it.</summary>
    public string? UpstreamKey { get; init; }

    /// <summary>The entry that is said again by this one. It is not kept with the entry either.</summary>
    public long? Repeats { get; init; }

    /// <summary>The id that the customer's client or channel gave its text: the idempotency key that it came with, up to 256 characters.</summary>
    public string? ClientId { get; init; }

    /// <summary>What the channel's provider says of it; null where there is no channel, or nothing was said yet.</summary>
    public DeliveryReceipt? Receipt { get; init; }

    /// <summary>The customer wrote it here, or it is <see cref="IsForAgent"/>: the contact centre is to get it.</summary>
    public bool IsOutgoing => UpstreamIndex is null && Type is EntryType.Text or EntryType.Notice && From.Type == ParticipantType.Customer;

    /// <summary>The relay itself says it to the agent: if it can't be sent, nobody misses it.</summary>
    public bool IsForAgent => IsOutgoing && Type == EntryType.Notice;
}
