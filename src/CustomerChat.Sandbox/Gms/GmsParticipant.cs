namespace CustomerChat.Sandbox.Gms;

/// <summary>Client, Agent or External.</summary>
internal sealed record GmsParticipant(string Nickname, int ParticipantId, string Type);
