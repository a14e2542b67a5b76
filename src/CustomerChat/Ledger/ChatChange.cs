using System.Collections.Immutable;
using CustomerChat.Chats;

namespace CustomerChat.Ledger;

/// <summary>A decision about a chat.</summary>
/// <param name="Chat">The head afterwards.</param>
/// <param name="Entries">New entries.</param>
/// <param name="Key">An idempotency key to be kept with them.</param>
/// <param name="Receipt">The receipt of an entry that the channel has taken.</param>
public sealed record ChatChange(Chat Chat, ImmutableArray<ChatEntry> Entries, string? Key = null, DeliveryReceipt? Receipt = null)
{
    public ChatChange(Chat chat)
        : this(chat, [])
    {
    }
}
