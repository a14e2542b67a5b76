namespace CustomerChat.Sandbox.Gms;

/// <summary>What was wrong. Only the code 249 (the chat is gone) is known from real servers.</summary>
internal sealed record GmsError(int Code, string Advice);
