namespace CustomerChat.Functions.Chats;

/// <summary>Input of the activity <c>RelayTurn</c>. Versioned; only ever extended.</summary>
public sealed record TurnRequest
{
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    public required string ChatId { get; init; }

    /// <summary>How many polls have failed in a row.</summary>
    public int Failures { get; init; }

    /// <summary>The first poll is not due before this many milliseconds: what was left of the last interval.</summary>
    public int DueInMilliseconds { get; init; }
}
