namespace CustomerChat.Delivery;

/// <summary>Why a provider will never take a message.</summary>
public enum RefusalCause
{
    /// <summary>This message, or the address that it goes to.</summary>
    Message,

    /// <summary>The customer has not written for too long: the channel takes only templates until they write again.</summary>
    Window,

    /// <summary>The customer does not want messages: they have said so, or have blocked the sender.</summary>
    Consent,
}
