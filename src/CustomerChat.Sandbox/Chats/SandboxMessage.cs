namespace CustomerChat.Sandbox.Chats;

/// <summary>An entry of a chat's message log.</summary>
internal sealed record SandboxMessage(long Index, string Type, SandboxParticipant From, DateTimeOffset At)
{
    public string? Text { get; init; }

    public string? NoticeText { get; init; }

    public string? Url { get; init; }

    /// <summary>What the sender called it; given back as it came.</summary>
    public string? MessageType { get; init; }

    /// <summary>The file it is about.</summary>
    public SandboxFile? File { get; init; }

    /// <summary>Only agents get it.</summary>
    public bool ForAgents { get; init; }
}
