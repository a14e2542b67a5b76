namespace CustomerChat.Functions.Chats;

/// <summary>The input of the orchestration, which it also passes to itself by ContinueAsNew. It has a version; properties are only added, never removed.</summary>
public sealed record ChatLoop
{
    /// <summary>The version of the orchestration's code that began this execution; see "Changing the orchestration" in README.md.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The chat's id. Null in version 1, where the orchestration's instance id is the chat's id.</summary>
    public string? ChatId { get; init; }

    public int Failures { get; init; }

    /// <summary>What is left of the last poll interval, in milliseconds. Only version 1 uses it.</summary>
    public int DueInMilliseconds { get; init; }

    /// <summary>When the next poll is due; null = now.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When the chat's last heartbeat was written.</summary>
    public DateTimeOffset? HeartbeatAt { get; init; }
}
