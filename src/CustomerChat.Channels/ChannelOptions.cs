using CustomerChat.Channels.Messenger;
using CustomerChat.Channels.SignedWebhook;
using CustomerChat.Channels.Telegram;
using CustomerChat.Channels.TwilioSms;
using CustomerChat.Channels.WhatsApp;

namespace CustomerChat.Channels;

/// <summary>Settings <c>Channels:…</c>: the accounts of each channel by their names. A channel without accounts is off.</summary>
public sealed class ChannelOptions
{
    public const string Section = "Channels";

    public IDictionary<string, SmsOptions> Sms { get; } = new Dictionary<string, SmsOptions>(StringComparer.OrdinalIgnoreCase);

    public IDictionary<string, WhatsAppOptions> WhatsApp { get; } = new Dictionary<string, WhatsAppOptions>(StringComparer.OrdinalIgnoreCase);

    public IDictionary<string, MessengerOptions> Messenger { get; } = new Dictionary<string, MessengerOptions>(StringComparer.OrdinalIgnoreCase);

    public IDictionary<string, TelegramOptions> Telegram { get; } = new Dictionary<string, TelegramOptions>(StringComparer.OrdinalIgnoreCase);

    public IDictionary<string, WebhookOptions> Webhook { get; } = new Dictionary<string, WebhookOptions>(StringComparer.OrdinalIgnoreCase);
}
