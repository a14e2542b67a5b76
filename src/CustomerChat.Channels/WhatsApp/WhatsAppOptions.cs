using CustomerChat.Channels.Meta;

namespace CustomerChat.Channels.WhatsApp;

/// <summary>Settings <c>Channels:WhatsApp:{account}:…</c>: a number at Meta's WhatsApp Cloud API.</summary>
public sealed class WhatsAppOptions : MetaOptions
{
    /// <summary>The number's id (not the number). Required.</summary>
    public string? PhoneNumberId { get; set; }

    /// <summary>The text on the button that opens a list of answers, 1 to 20 characters.</summary>
    public string Choose { get; set; } = "Choose";

    internal override IEnumerable<string> Faults() => base.Faults().Concat(Required((nameof(PhoneNumberId), PhoneNumberId)))
        .Concat(Choose.Trim().Length is >= 1 and <= 20 ? [] : [$"{nameof(Choose)} must have 1 to 20 characters."]);
}
