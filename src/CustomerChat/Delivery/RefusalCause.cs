namespace CustomerChat.Delivery;

/// <summary>Why a provider will never accept a message.</summary>
public enum RefusalCause
{
    /// <summary>The message itself is the reason, or the address that it goes to.</summary>
    Message,

    /// <summary>The customer has not written for too long: the channel accepts only templates until the customer writes again.</summary>
    Window,

    /// <summary>The customer does not want messages: they have said so, or they have blocked the sender.</summary>
    Consent,
}
