namespace CustomerChat.Sandbox.DirectLine;

internal sealed record DirectLineUser(string Id, string? Name);
