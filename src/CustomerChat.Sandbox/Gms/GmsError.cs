namespace CustomerChat.Sandbox.Gms;

/// <summary>An error in a GMS reply. Only the code 249 (the chat has ended) is known from real servers.</summary>
internal sealed record GmsError(int Code, string Advice);
