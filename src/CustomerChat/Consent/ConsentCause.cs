namespace CustomerChat.Consent;

/// <summary>How the relay learned whether a customer wants messages.</summary>
public enum ConsentCause
{
    /// <summary>The customer wrote a word such as STOP or START.</summary>
    Word,

    /// <summary>The provider said that it has acted on the customer's word (Twilio's <c>OptOutType</c>, WhatsApp's switch).</summary>
    Provider,

    /// <summary>
    /// The provider refused a message because the customer does not want messages (Twilio 21610, Messenger 551, Telegram 403, WhatsApp
    /// 131050).
    /// </summary>
    Refusal,

    /// <summary>The customer blocked or unblocked the sender, or wrote on a channel where a customer who blocks the sender cannot write.</summary>
    Platform,

    /// <summary>An operator corrected the record and gave a reason.</summary>
    Operator,
}
