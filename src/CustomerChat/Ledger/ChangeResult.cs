using CustomerChat.Chats;

namespace CustomerChat.Ledger;

/// <summary>The result of a decision.</summary>
/// <param name="Outcome">Whether the chat was changed.</param>
/// <param name="Chat">The chat as it is now; null = it does not exist.</param>
/// <param name="Refusal">Why the decision was a refusal; null = it was none.</param>
/// <param name="Lease">The lease that the commit issued; null = none.</param>
public sealed record ChangeResult(ChangeOutcome Outcome, Chat? Chat, Refusal? Refusal = null, ChatLease? Lease = null)
{
    /// <summary>Whether the change is in the store.</summary>
    public bool Changed => Outcome == ChangeOutcome.Committed;
}
