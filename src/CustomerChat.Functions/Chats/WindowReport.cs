namespace CustomerChat.Functions.Chats;

/// <summary>Output of the activity <c>RelayTurn</c>. Versioned; only ever extended.</summary>
public sealed record WindowReport
{
    public int Version { get; init; } = ChatOrchestration.CurrentVersion;

    /// <summary>Nothing is left to do.</summary>
    public bool Ended { get; init; }

    /// <summary>When the next poll is due, in milliseconds from now. Version 1.</summary>
    public int DueInMilliseconds { get; init; }

    /// <summary>When the next poll is due; null = now.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The next activity waits for the next poll itself. False: the orchestration waits.</summary>
    public bool HandOver { get; init; }

    public int Failures { get; init; }

    /// <inheritdoc cref="ChatLoop.HeartbeatAt"/>
    public DateTimeOffset? HeartbeatAt { get; init; }

    /// <summary>The chat's state, for the engine's own status view.</summary>
    public string? State { get; init; }

    /// <summary>The last index of the transcript, for the same.</summary>
    public long LastIndex { get; init; }
}
