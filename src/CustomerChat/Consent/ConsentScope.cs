namespace CustomerChat.Consent;

/// <summary>Which messages a customer has refused.</summary>
public enum ConsentScope
{
    /// <summary>All: nothing is sent.</summary>
    All,

    /// <summary>Marketing (WhatsApp's own switch): answers in a chat go on.</summary>
    Marketing,
}
