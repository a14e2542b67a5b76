using CustomerChat.Chats;

namespace CustomerChat.Ledger;

/// <summary>What came of a decision.</summary>
/// <param name="Chat">The chat as it is now; null when there is none.</param>
/// <param name="Changed">The decision changed it.</param>
/// <param name="Duplicate">The decision's idempotency key was known, so it changed nothing.</param>
public sealed record ChangeResult(Chat? Chat, bool Changed, bool Duplicate);
