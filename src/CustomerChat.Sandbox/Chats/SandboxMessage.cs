namespace CustomerChat.Sandbox.Chats;

/// <summary>An entry of a chat's message log.</summary>
internal sealed record SandboxMessage(long Index, string Type, SandboxParticipant From, DateTimeOffset At)
{
    public string? Text { get; init; }

    public string? NoticeText { get; init; }

    public string? Url { get; init; }

    /// <summary>The sender's own name for the message. It is returned unchanged.</summary>
    public string? MessageType { get; init; }

    /// <summary>The file that the message is about; null = there is none.</summary>
    public SandboxFile? File { get; init; }

    /// <summary>The message is for agents only. The customer does not get it.</summary>
    public bool ForAgents { get; init; }
}
