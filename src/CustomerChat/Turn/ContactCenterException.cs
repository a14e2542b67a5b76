namespace CustomerChat.Turn;

/// <summary>A contact centre did not do what it was asked for. Says what that means for the next step.</summary>
public sealed class ContactCenterException(ContactCenterFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    public ContactCenterFault Fault { get; } = fault;

    /// <summary>The HTTP status of the answer; null = there was none, or it is of no interest.</summary>
    public int? Status { get; init; }

    /// <summary>When the contact centre wants to be asked again; null = it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The same, with another meaning for the next step.</summary>
    public ContactCenterException As(ContactCenterFault fault) => new(fault, Message, this) { Status = Status, RetryAfter = RetryAfter };

    /// <summary>The request had no effect for certain, so that the same one may be sent again.</summary>
    public bool RepeatIsSafe => Fault is ContactCenterFault.NotReached or ContactCenterFault.Busy or ContactCenterFault.NotNow;

    /// <summary>The contact centre does not know the chat any more.</summary>
    public bool ChatIsGone => Fault == ContactCenterFault.ChatGone;
}
