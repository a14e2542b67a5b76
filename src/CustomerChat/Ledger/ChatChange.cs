using System.Collections.Immutable;
using CustomerChat.Chats;

namespace CustomerChat.Ledger;

/// <summary>A change of a chat.</summary>
/// <param name="Chat">The head afterwards.</param>
/// <param name="Entries">New entries.</param>
public sealed record ChatChange(Chat Chat, ImmutableArray<ChatEntry> Entries) : ChatDecision
{
    public ChatChange(Chat chat)
        : this(chat, [])
    {
    }

    /// <summary>An idempotency key to be kept with it; null = none.</summary>
    public string? Key { get; init; }

    /// <summary>A lease to be issued with it; null = none.</summary>
    public LeaseRequest? Lease { get; init; }
}
