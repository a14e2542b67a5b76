namespace CustomerChat.Ledger;

/// <summary>Why a request on a chat is refused.</summary>
public enum Refusal
{
    /// <summary>The chat has ended.</summary>
    Ended,

    /// <summary>
    /// Too much waits for the contact centre, the chat has as many entries as it may, or the customer has sent too many bytes of files
    /// today.
    /// </summary>
    TooMany,

    /// <summary>Another process holds the lease.</summary>
    Busy,
}
