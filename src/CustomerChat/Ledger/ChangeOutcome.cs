namespace CustomerChat.Ledger;

/// <summary>What came of a decision on a chat.</summary>
public enum ChangeOutcome
{
    /// <summary>Nothing was to be changed.</summary>
    Unchanged,

    /// <summary>The change is in.</summary>
    Committed,

    /// <summary>The change's idempotency key was known: what it stands for was in before, and nothing has changed.</summary>
    Duplicate,

    /// <summary>The decision was no, on a head that was read for it.</summary>
    Refused,

    /// <summary>One commit does not hold the change: nothing has changed, and the same change will be refused again.</summary>
    TooLarge,

    /// <summary>There is no such chat (any more).</summary>
    Gone,
}
