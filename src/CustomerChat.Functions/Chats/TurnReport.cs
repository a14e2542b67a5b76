namespace CustomerChat.Functions.Chats;

/// <summary>Output of the activity <c>RelayTurn</c>. Versioned; only ever extended.</summary>
public sealed record TurnReport
{
    public int Version { get; init; } = TurnRequest.CurrentVersion;

    /// <summary>Nothing is left to do.</summary>
    public bool Ended { get; init; }

    /// <summary>When the next poll is due, from now.</summary>
    public int DueInMilliseconds { get; init; }

    /// <summary>The next activity waits for the next poll itself: no durable timer is worth its transactions.</summary>
    public bool HandOver { get; init; }

    public int Failures { get; init; }

    /// <summary>The chat's state, for the engine's own status view.</summary>
    public string? State { get; init; }

    /// <summary>The last index of the transcript, for the same.</summary>
    public long LastIndex { get; init; }
}
