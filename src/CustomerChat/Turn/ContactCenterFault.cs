namespace CustomerChat.Turn;

/// <summary>How a request to a contact centre failed.</summary>
public enum ContactCenterFault
{
    /// <summary>The request did not reach the contact centre: no connection could be made. It had no effect.</summary>
    NotReached,

    /// <summary>The contact centre rejected the request because of load (429). It had no effect.</summary>
    Busy,

    /// <summary>The request was turned away for now: the chat is in another state (status code 2), a key is wrong, a gateway refuses. It had no effect, unless a gateway refused only the answer (<see cref="ContactCenterException.IsOfAGateway"/>).</summary>
    NotNow,

    /// <summary>The answer does not tell the effect (5xx, no JSON). The request is over: a read shows its effect.</summary>
    Unclear,

    /// <summary>There was no answer (timeout, dropped connection). The request may still take effect for a while.</summary>
    NoAnswer,

    /// <summary>The contact centre refused the request for good: the same request will be refused again. It had no effect.</summary>
    Refused,

    /// <summary>The contact centre does not know the chat (404, status code 6).</summary>
    ChatGone,
}
