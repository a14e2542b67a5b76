namespace CustomerChat.Consent;

/// <summary>Which messages a customer has refused.</summary>
public enum ConsentScope
{
    /// <summary>All messages: nothing is sent.</summary>
    All,

    /// <summary>Marketing messages (WhatsApp's own switch): answers in a chat are still sent.</summary>
    Marketing,
}
