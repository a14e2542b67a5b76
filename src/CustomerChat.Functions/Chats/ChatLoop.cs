namespace CustomerChat.Functions.Chats;

/// <summary>Input of the orchestration, and what it hands to itself by ContinueAsNew. Versioned; only ever extended.</summary>
public sealed record ChatLoop
{
    public int Version { get; init; } = TurnRequest.CurrentVersion;

    public int Failures { get; init; }

    /// <summary>What is left of the last poll interval, in milliseconds.</summary>
    public int DueInMilliseconds { get; init; }
}
