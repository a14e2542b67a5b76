namespace CustomerChat.Chats;

/// <summary>Why a chat has ended. Kept with the chat, so that an operator can say it later.</summary>
public enum EndReason
{
    /// <summary>An agent or the contact centre ended it: its state upstream is Idle.</summary>
    ContactCenter,

    /// <summary>The customer completed it.</summary>
    Customer,

    /// <summary>The contact centre does not know the chat any more.</summary>
    UpstreamGone,

    /// <summary>The contact centre refused to open it, for good.</summary>
    UpstreamRefused,

    /// <summary>Nobody joined within <c>Relay:NoAgentTimeout</c>.</summary>
    NoAgent,

    /// <summary>Nobody wrote within <c>Relay:IdleTimeout</c>.</summary>
    IdleTooLong,

    /// <summary>It was open for longer than <c>Relay:MaxDuration</c>.</summary>
    TooLong,

    /// <summary>An operator ended it.</summary>
    Operator,

    /// <summary>The contact centre was closed, and takes no chats then (<c>ContactCenters:{id}:WhenClosed</c>).</summary>
    Closed,

    /// <summary>It holds nothing but words by which an operator wrote to the customer first. The answer opens the next chat.</summary>
    Outreach,

    /// <summary>It holds nothing but that a customer without a chat has given or withdrawn consent, for endpoints of lifecycle events.</summary>
    Consent,
}
