namespace CustomerChat.Channels.Http;

/// <summary>Whose fault it is that a provider does not take a message.</summary>
internal enum Refusal
{
    /// <summary>This message's, or its address's: repeating it is of no use.</summary>
    Message,

    /// <summary>Nobody's: it may be taken later.</summary>
    Passing,

    /// <summary>The account's: nothing goes out until people have mended it.</summary>
    Account,

    /// <summary>The customer has not written for too long.</summary>
    Window,

    /// <summary>The customer does not want messages.</summary>
    Consent,
}
