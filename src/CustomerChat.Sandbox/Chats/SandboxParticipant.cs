namespace CustomerChat.Sandbox.Chats;

/// <summary>A participant of a chat. The type is Customer, Agent or External.</summary>
internal sealed record SandboxParticipant(string Nickname, string ParticipantId, string Type);
