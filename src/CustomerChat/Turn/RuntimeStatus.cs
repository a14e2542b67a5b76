namespace CustomerChat.Turn;

/// <summary>What an engine says of a chat whose turns it runs.</summary>
/// <param name="Status">In the engine's own words.</param>
/// <param name="LastPollAt">When its last turn ended; null = not known here.</param>
/// <param name="Failures">How many polls have failed in a row; null = not known here.</param>
public sealed record RuntimeStatus(string Status, DateTimeOffset? LastPollAt = null, int? Failures = null);
