using CustomerChat.Chats;

namespace CustomerChat.Turn;

/// <summary>A contact centre did not do what the relay asked for. The exception says what this means for the next step.</summary>
public sealed class ContactCenterException(ContactCenterFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    public ContactCenterFault Fault { get; } = fault;

    /// <summary>The HTTP status of the answer; null = there was no answer, or the status does not matter.</summary>
    public int? Status { get; init; }

    /// <summary>The answer is not in the protocol's words: a gateway in front of the contact centre gave it.</summary>
    public bool IsOfAGateway { get; init; }

    /// <summary>How long the contact centre wants the relay to wait; null = it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The chat's handle for the next request, if it changed before the fault; null = it did not, or the client does not say.</summary>
    public UpstreamHandle? Renewed { get; init; }

    /// <summary>The same exception with another fault, and so with another meaning for the next step.</summary>
    public ContactCenterException As(ContactCenterFault fault, UpstreamHandle? renewed = null) =>
        new(fault, Message, this) { Status = Status, IsOfAGateway = IsOfAGateway, RetryAfter = RetryAfter, Renewed = renewed };

    /// <summary>The same request may be sent again with the next turn: it had no effect, or that turn reads first.</summary>
    public bool RepeatIsSafe => Fault is ContactCenterFault.NotReached or ContactCenterFault.Busy or ContactCenterFault.NotNow;

    /// <summary>The contact centre no longer knows the chat.</summary>
    public bool ChatIsGone => Fault == ContactCenterFault.ChatGone;
}
