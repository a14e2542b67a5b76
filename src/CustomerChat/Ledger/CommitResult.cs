namespace CustomerChat.Ledger;

/// <summary>What came of a commit.</summary>
public abstract record CommitResult
{
    private CommitResult()
    {
    }

    /// <summary>It is in.</summary>
    /// <param name="Version">The head's version; null = somebody has changed the head since.</param>
    public sealed record Committed(string? Version) : CommitResult;

    /// <summary>The head has changed since it was loaded, or is no more: load again and decide again.</summary>
    public sealed record Conflict : CommitResult;

    /// <summary>The idempotency key is known: what it stands for is in already.</summary>
    public sealed record Duplicate : CommitResult;

    /// <summary>It is larger than a transaction, or a row in it larger than a row: the same commit will be refused again.</summary>
    public sealed record TooLarge : CommitResult;
}
