using CustomerChat.Channels.Accounts;

namespace CustomerChat.Channels.TwilioSms;

/// <summary>Settings <c>Channels:Sms:{account}:…</c>: an account at Twilio, for SMS and for Twilio's WhatsApp.</summary>
public sealed class SmsOptions : AccountOptions
{
    /// <summary>The account's id, <c>AC…</c>. Required.</summary>
    public string? AccountSid { get; set; }

    /// <summary>The primary auth token; several while it is rotated. Required.</summary>
    public string? AuthToken { get; set; }

    /// <summary>The number that messages are sent from, such as <c>+15551234567</c> or <c>whatsapp:+15551234567</c>.</summary>
    public string? From { get; set; }

    /// <summary>The id of a messaging service, <c>MG…</c>, instead of <see cref="From"/>.</summary>
    public string? MessagingServiceSid { get; set; }

    /// <summary>The webhook's address exactly as it is entered at Twilio, because Twilio signs it. Required.</summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>
    /// WhatsApp: the <c>ContentSid</c> (<c>HX…</c>) of a template without variables. The relay sends it when an answer comes more than a
    /// day after the customer's last message, and holds the answer until the customer writes. Default none.
    /// </summary>
    public string? Template { get; set; }

    /// <summary>
    /// WhatsApp: whether the customer is shown that an agent types. This uses a beta of Twilio's, which marks the customer's message as
    /// read. Default false.
    /// </summary>
    public bool Typing { get; set; }

    /// <summary>Twilio's API for typing; default https://messaging.twilio.com.</summary>
    public Uri TypingBaseAddress { get; set; } = new("https://messaging.twilio.com");

    /// <summary>Twilio's API; default https://api.twilio.com.</summary>
    public Uri ApiBaseAddress { get; set; } = new("https://api.twilio.com");

    internal override IEnumerable<string> Faults() => base.Faults()
        .Concat(Required((nameof(AccountSid), AccountSid), (nameof(AuthToken), AuthToken), (nameof(PublicUrl), PublicUrl?.OriginalString)))
        .Concat(Address(nameof(PublicUrl), PublicUrl))
        .Concat(Address(nameof(ApiBaseAddress), ApiBaseAddress))
        .Concat(Address(nameof(TypingBaseAddress), TypingBaseAddress))
        .Concat(string.IsNullOrWhiteSpace(Template) || Template.StartsWith("HX", StringComparison.Ordinal) ? [] : [$"{nameof(Template)} must be a ContentSid, HX…."])
        .Concat(string.IsNullOrWhiteSpace(From) == string.IsNullOrWhiteSpace(MessagingServiceSid)
            ? [$"One of {nameof(From)} and {nameof(MessagingServiceSid)} must be set."]
            : []);
}
