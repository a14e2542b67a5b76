namespace CustomerChat.Functions.Chats;

/// <summary>Input of the orchestration, and what it hands to itself by ContinueAsNew. Versioned; only ever extended.</summary>
public sealed record ChatLoop
{
    /// <summary>The version of the orchestration's code that began this execution; see "Changing the orchestration" in README.md.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The chat; null in version 1, whose instance id is the chat's id.</summary>
    public string? ChatId { get; init; }

    public int Failures { get; init; }

    /// <summary>What is left of the last poll interval, in milliseconds. Version 1.</summary>
    public int DueInMilliseconds { get; init; }

    /// <summary>When the next poll is due; null = now.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When the chat's last heartbeat was written.</summary>
    public DateTimeOffset? HeartbeatAt { get; init; }
}
