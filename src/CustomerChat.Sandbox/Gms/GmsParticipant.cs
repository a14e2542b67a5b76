namespace CustomerChat.Sandbox.Gms;

/// <summary>A participant in GMS's form. The type is Client, Agent or External.</summary>
internal sealed record GmsParticipant(string Nickname, int ParticipantId, string Type);
