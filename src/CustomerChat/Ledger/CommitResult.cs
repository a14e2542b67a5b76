namespace CustomerChat.Ledger;

/// <summary>The result of a commit.</summary>
public abstract record CommitResult
{
    private CommitResult()
    {
    }

    /// <summary>The commit is stored.</summary>
    /// <param name="Version">The head's new version; null = the head has changed again since.</param>
    public sealed record Committed(string? Version) : CommitResult;

    /// <summary>The head has changed since it was loaded, or no longer exists: load it again and decide again.</summary>
    public sealed record Conflict : CommitResult;

    /// <summary>The idempotency key is known: the change was stored before.</summary>
    public sealed record Duplicate : CommitResult;

    /// <summary>
    /// The commit is larger than a transaction may be, or one of its rows is larger than a row may be. The same commit will be refused
    /// again.
    /// </summary>
    public sealed record TooLarge : CommitResult;
}
