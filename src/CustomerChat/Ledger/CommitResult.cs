namespace CustomerChat.Ledger;

/// <summary>What came of a commit.</summary>
public abstract record CommitResult
{
    private CommitResult()
    {
    }

    /// <summary>It is in.</summary>
    public sealed record Committed(string Version) : CommitResult;

    /// <summary>The head has changed since it was loaded: load again and decide again.</summary>
    public sealed record Conflict : CommitResult;

    /// <summary>The idempotency key is known: what it stands for is in already.</summary>
    public sealed record Duplicate : CommitResult;
}
