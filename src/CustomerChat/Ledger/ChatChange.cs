using System.Collections.Immutable;
using CustomerChat.Chats;

namespace CustomerChat.Ledger;

/// <summary>A change of a chat.</summary>
/// <param name="Chat">The head after the change.</param>
/// <param name="Entries">The new entries.</param>
public sealed record ChatChange(Chat Chat, ImmutableArray<ChatEntry> Entries) : ChatDecision
{
    public ChatChange(Chat chat)
        : this(chat, [])
    {
    }

    /// <summary>An idempotency key to be stored with the change; null = none.</summary>
    public string? Key { get; init; }

    /// <summary>A lease to be issued with the change; null = none.</summary>
    public LeaseRequest? Lease { get; init; }
}
