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

    /// <summary>When the relay took it in.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The index of the entry at the contact centre; null for what the customer wrote here.</summary>
    public long? UpstreamIndex { get; init; }

    /// <summary>The id that the customer's client or channel gave its text: the idempotency key that it came with, up to 256 characters.</summary>
    public string? ClientId { get; init; }

    /// <summary>What the channel's provider says of it; null where there is no channel, or nothing was said yet.</summary>
    public DeliveryReceipt? Receipt { get; init; }

    /// <summary>The customer wrote it here, or it is <see cref="IsForAgent"/>: the contact centre is to get it.</summary>
    public bool IsOutgoing => UpstreamIndex is null && Type is EntryType.Text or EntryType.Notice && From.Type == ParticipantType.Customer;

    /// <summary>The relay itself says it to the agent: if it can't be sent, nobody misses it.</summary>
    public bool IsForAgent => IsOutgoing && Type == EntryType.Notice;
}
