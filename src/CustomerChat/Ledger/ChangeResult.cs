using CustomerChat.Chats;

namespace CustomerChat.Ledger;

/// <summary>What came of a decision.</summary>
/// <param name="Outcome">Whether the chat was changed.</param>
/// <param name="Chat">The chat as it is now; null when there is none.</param>
/// <param name="Refusal">Why the decision was no.</param>
/// <param name="Lease">The lease that the commit took along.</param>
public sealed record ChangeResult(ChangeOutcome Outcome, Chat? Chat, Refusal? Refusal = null, ChatLease? Lease = null)
{
    /// <summary>It is in the store.</summary>
    public bool Changed => Outcome == ChangeOutcome.Committed;
}
