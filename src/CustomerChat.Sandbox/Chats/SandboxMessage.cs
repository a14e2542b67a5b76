namespace CustomerChat.Sandbox.Chats;

/// <summary>An entry of a chat's message log.</summary>
internal sealed record SandboxMessage(long Index, string Type, SandboxParticipant From, DateTimeOffset At)
{
    public string? Text { get; init; }

    public string? NoticeText { get; init; }

    public string? Url { get; init; }

    /// <summary>Only agents get it.</summary>
    public bool ForAgents { get; init; }
}
