using System.Text.Json.Serialization;

namespace CustomerChat.Functions.Chats;

/// <summary>The output of the activity <c>RelayTurn</c>. It has a version; properties are only added, never removed.</summary>
public sealed record WindowReport
{
    public int Version { get; init; } = ChatOrchestration.CurrentVersion;

    /// <summary>The chat has ended, and nothing is left to do for it.</summary>
    public bool Ended { get; init; }

    /// <summary>How many milliseconds remain until the next poll. Only version 1 uses it.</summary>
    public int DueInMilliseconds { get; init; }

    /// <summary>When the next poll is due; null = now.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>True = the next activity waits for the next poll itself, and this process polls until then. False = the orchestration waits. Stored as <c>HandOver</c>.</summary>
    [JsonPropertyName("HandOver")]
    public bool PollsOn { get; init; }

    public int Failures { get; init; }

    /// <inheritdoc cref="ChatLoop.HeartbeatAt"/>
    public DateTimeOffset? HeartbeatAt { get; init; }

    /// <summary>The chat's state, for the orchestration's custom status.</summary>
    public string? State { get; init; }

    /// <summary>The last index of the transcript, for the orchestration's custom status.</summary>
    public long LastIndex { get; init; }
}
