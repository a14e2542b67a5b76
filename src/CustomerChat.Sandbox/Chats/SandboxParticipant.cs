namespace CustomerChat.Sandbox.Chats;

/// <summary>Somebody in a chat: Customer, Agent or External.</summary>
internal sealed record SandboxParticipant(string Nickname, string ParticipantId, string Type);
