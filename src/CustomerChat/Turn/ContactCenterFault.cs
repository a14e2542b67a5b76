namespace CustomerChat.Turn;

/// <summary>In which way a request to a contact centre failed.</summary>
public enum ContactCenterFault
{
    /// <summary>It never got there: no connection could be made. No effect.</summary>
    NotReached,

    /// <summary>It was turned away because of load (429). No effect.</summary>
    Busy,

    /// <summary>It is not valid in the chat's present state (status code 2). No effect.</summary>
    NotNow,

    /// <summary>Answered, but so that the effect is unknown (5xx, no JSON). The request is over: a read tells.</summary>
    Unclear,

    /// <summary>Not answered (timeout, dropped connection). It may still take effect for a while.</summary>
    NoAnswer,

    /// <summary>Refused for good: repeating the same request is of no use. No effect.</summary>
    Refused,

    /// <summary>The chat is unknown (404, status code 6).</summary>
    ChatGone,
}
