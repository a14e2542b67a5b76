namespace CustomerChat.Operating;

/// <summary>The result of replaying a dead letter.</summary>
/// <param name="Found">Whether the dead letter exists.</param>
/// <param name="Done">Whether the message reached its receiver, and so is no longer a dead letter.</param>
/// <param name="Reason">Why the replay failed; null = it succeeded, or there is no such letter.</param>
public sealed record ReplayResult(bool Found, bool Done, string? Reason);
