namespace CustomerChat.Ledger;

/// <summary>Why something is not done to a chat.</summary>
public enum Refusal
{
    /// <summary>The chat has ended.</summary>
    Ended,

    /// <summary>Too much waits for the contact centre, or the chat holds as many entries as it may.</summary>
    TooMany,

    /// <summary>Somebody else is at it.</summary>
    Busy,
}
