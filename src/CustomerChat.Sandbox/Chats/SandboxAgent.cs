namespace CustomerChat.Sandbox.Chats;

/// <summary>An agent and her session.</summary>
internal sealed class SandboxAgent(string user, string password)
{
    public string User { get; } = user;

    public string Password { get; } = password;

    public bool InSession { get; set; }

    public bool Ready { get; set; }
}
