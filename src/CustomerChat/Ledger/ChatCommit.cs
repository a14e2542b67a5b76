using System.Collections.Immutable;
using CustomerChat.Chats;

namespace CustomerChat.Ledger;

/// <summary>One atomic change of a chat.</summary>
/// <param name="Basis">The version of the head that the change is based on; null = the chat is new.</param>
/// <param name="Chat">The head after the change.</param>
/// <param name="Entries">The new entries, at most <see cref="CommitRoom.MaxEntries"/>.</param>
/// <param name="Key">An idempotency key, stored with the entries; null = none. A second commit with the same key is refused as a duplicate.</param>
public sealed record ChatCommit(string? Basis, Chat Chat, ImmutableArray<ChatEntry> Entries, string? Key = null)
{
    /// <summary>The most receipts of one commit. Each receipt needs two rows.</summary>
    public const int MaxReceipts = 4;

    /// <summary>The receipts of messages that the channel has accepted, stored with the commit.</summary>
    public ImmutableArray<DeliveryReceipt> Receipts { get; init; } = [];
}
