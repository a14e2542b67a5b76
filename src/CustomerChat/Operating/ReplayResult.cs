namespace CustomerChat.Operating;

/// <summary>What came of replaying a dead letter.</summary>
/// <param name="Found">There is such a letter.</param>
/// <param name="Done">It is where it belongs, and no dead letter any more.</param>
/// <param name="Reason">Why not.</param>
public sealed record ReplayResult(bool Found, bool Done, string? Reason);
