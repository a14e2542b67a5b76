using System.Collections.Immutable;
using CustomerChat.Chats;

namespace CustomerChat.Ledger;

/// <summary>One atomic change of a chat.</summary>
/// <param name="Basis">The version that it builds on; null = the chat is new.</param>
/// <param name="Chat">The head afterwards.</param>
/// <param name="Entries">The new entries, at most <see cref="CommitRoom.MaxEntries"/>.</param>
/// <param name="Key">An idempotency key, kept with the entries: a second commit with it is refused as a duplicate.</param>
public sealed record ChatCommit(string? Basis, Chat Chat, ImmutableArray<ChatEntry> Entries, string? Key = null)
{
    /// <summary>The most receipts of one commit: each is two rows.</summary>
    public const int MaxReceipts = 4;

    /// <summary>Receipts of messages that the channel has taken, kept with it.</summary>
    public ImmutableArray<DeliveryReceipt> Receipts { get; init; } = [];
}
