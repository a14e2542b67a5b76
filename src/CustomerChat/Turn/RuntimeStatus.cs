namespace CustomerChat.Turn;

/// <summary>What an engine knows about a chat whose turns it runs.</summary>
/// <param name="Status">The status, in the engine's own words.</param>
/// <param name="LastPollAt">When the chat's last turn ended; null = this process does not know.</param>
/// <param name="Failures">How many polls in a row have failed; null = this process does not know.</param>
public sealed record RuntimeStatus(string Status, DateTimeOffset? LastPollAt = null, int? Failures = null);
