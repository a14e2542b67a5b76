using System.Collections.Immutable;
using CustomerChat.Chats;

namespace CustomerChat.Ledger;

/// <summary>One atomic change of a chat.</summary>
/// <param name="Basis">The version that it builds on; null = the chat is new.</param>
/// <param name="Chat">The head afterwards.</param>
/// <param name="Entries">The new entries, at most <see cref="IChatStore.MaxEntries"/>.</param>
/// <param name="Key">An idempotency key, kept with the entries: a second commit with it is refused as a duplicate.</param>
/// <param name="Receipt">The receipt of an entry that the channel has taken, kept with it.</param>
public sealed record ChatCommit(
    string? Basis, Chat Chat, ImmutableArray<ChatEntry> Entries, string? Key = null, DeliveryReceipt? Receipt = null);
