namespace CustomerChat.Sandbox.Chats;

/// <summary>
/// A chat at one moment: the entries for its customer, the index of its last entry, whether it has ended, and whether it ended because the customer was silent.
/// </summary>
internal sealed record ChatLook(IReadOnlyList<SandboxMessage> Messages, long Last, bool Ended, bool Dropped);
