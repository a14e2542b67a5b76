using CustomerChat.Channels.Meta;

namespace CustomerChat.Channels.WhatsApp;

/// <summary>Settings <c>Channels:WhatsApp:{account}:…</c>: a number at Meta's WhatsApp Cloud API.</summary>
public sealed class WhatsAppOptions : MetaOptions
{
    /// <summary>The number's id (not the number). Required.</summary>
    public string? PhoneNumberId { get; set; }

    internal override IEnumerable<string> Faults() => base.Faults().Concat(Required((nameof(PhoneNumberId), PhoneNumberId)));
}
