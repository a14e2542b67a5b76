namespace CustomerChat.Sandbox.Chats;

/// <summary>A chat at one moment: entries for its customer, the index of its last entry, whether it has ended, and whether by the customer's silence.</summary>
internal sealed record ChatLook(IReadOnlyList<SandboxMessage> Messages, long Last, bool Ended, bool Dropped);
