namespace CustomerChat.Chats;

/// <summary>Why a chat ended. The reason is kept with the chat, so that an operator can see it later.</summary>
public enum EndReason
{
    /// <summary>An agent or the contact centre ended the chat: its state there is Idle.</summary>
    ContactCenter,

    /// <summary>The customer completed the chat.</summary>
    Customer,

    /// <summary>The contact centre no longer knows the chat.</summary>
    UpstreamGone,

    /// <summary>The contact centre refused to open the chat, for good.</summary>
    UpstreamRefused,

    /// <summary>No agent joined within <c>Relay:NoAgentTimeout</c>, or took a left message within <c>Relay:MessageTimeout</c>.</summary>
    NoAgent,

    /// <summary>Nobody wrote within <c>Relay:IdleTimeout</c>.</summary>
    IdleTooLong,

    /// <summary>The chat was open for longer than <c>Relay:MaxDuration</c>.</summary>
    TooLong,

    /// <summary>An operator ended the chat.</summary>
    Operator,

    /// <summary>The contact centre was closed and accepts no chats then (<c>ContactCenters:{id}:WhenClosed</c>).</summary>
    Closed,

    /// <summary>The chat holds only a text that an operator wrote to the customer first. The customer's answer opens the next chat.</summary>
    Outreach,

    /// <summary>The chat holds only lifecycle events: a customer without a chat gave or withdrew consent.</summary>
    Consent,
}
