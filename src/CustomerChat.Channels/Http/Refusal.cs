namespace CustomerChat.Channels.Http;

/// <summary>Why a provider does not take a message.</summary>
internal enum Refusal
{
    /// <summary>The message or its address is at fault. A retry is of no use.</summary>
    Message,

    /// <summary>Nothing is at fault. The provider may take the message later.</summary>
    Passing,

    /// <summary>The account is at fault. Nothing goes out until somebody fixes the account.</summary>
    Account,

    /// <summary>The customer last wrote too long ago.</summary>
    Window,

    /// <summary>The customer does not want messages.</summary>
    Consent,
}
