namespace CustomerChat.Ledger;

/// <summary>The outcome of a decision on a chat.</summary>
public enum ChangeOutcome
{
    /// <summary>The decision changed nothing.</summary>
    Unchanged,

    /// <summary>The change is stored.</summary>
    Committed,

    /// <summary>The change's idempotency key is known: the change was stored before, and nothing has changed now.</summary>
    Duplicate,

    /// <summary>The decision was a refusal, made on a head that was read for it.</summary>
    Refused,

    /// <summary>The change does not fit into one commit. Nothing has changed, and the same change will be refused again.</summary>
    TooLarge,

    /// <summary>The chat does not exist, or no longer exists.</summary>
    Gone,
}
