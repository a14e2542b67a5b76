namespace CustomerChat.Functions.Chats;

/// <summary>Input of the activity <c>RelayTurn</c>. Versioned; only ever extended.</summary>
public sealed record TurnRequest
{
    public int Version { get; init; } = ChatOrchestration.CurrentVersion;

    public required string ChatId { get; init; }

    /// <summary>One turn and no window: it answers the event <c>Wake</c>.</summary>
    public bool IsShort { get; init; }

    /// <summary>How many polls have failed in a row.</summary>
    public int Failures { get; init; }

    /// <summary>The first poll is not due before this many milliseconds: what was left of the last interval. Version 1.</summary>
    public int DueInMilliseconds { get; init; }

    /// <summary>The first poll is not due before; null = now.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <inheritdoc cref="ChatLoop.HeartbeatAt"/>
    public DateTimeOffset? HeartbeatAt { get; init; }
}
