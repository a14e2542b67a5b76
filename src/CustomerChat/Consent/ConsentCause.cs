namespace CustomerChat.Consent;

/// <summary>How the relay has come to know it.</summary>
public enum ConsentCause
{
    /// <summary>The customer wrote a word such as STOP or START.</summary>
    Word,

    /// <summary>The provider said that it has taken the customer's word (Twilio's <c>OptOutType</c>, WhatsApp's switch).</summary>
    Provider,

    /// <summary>The provider refused a message for it (Twilio 21610, Messenger 551, Telegram 403, WhatsApp 131050).</summary>
    Refusal,

    /// <summary>The customer has blocked or unblocked the sender, or has written where a block would have kept them from it.</summary>
    Platform,

    /// <summary>An operator has corrected it, for a reason that is kept.</summary>
    Operator,
}
