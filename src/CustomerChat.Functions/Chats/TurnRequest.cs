namespace CustomerChat.Functions.Chats;

/// <summary>The input of the activity <c>RelayTurn</c>. It has a version; properties are only added, never removed.</summary>
public sealed record TurnRequest
{
    public int Version { get; init; } = ChatOrchestration.CurrentVersion;

    public required string ChatId { get; init; }

    /// <summary>True = run a short turn, which answers the event <c>Wake</c>, and no window.</summary>
    public bool IsShort { get; init; }

    /// <summary>How many polls have failed in a row.</summary>
    public int Failures { get; init; }

    /// <summary>How many milliseconds the first poll must wait: what was left of the last interval. Only version 1 uses it.</summary>
    public int DueInMilliseconds { get; init; }

    /// <summary>When the first poll is due; null = now.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <inheritdoc cref="ChatLoop.HeartbeatAt"/>
    public DateTimeOffset? HeartbeatAt { get; init; }
}
