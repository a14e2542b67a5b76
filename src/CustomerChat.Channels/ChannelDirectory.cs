using System.Collections.Frozen;
using CustomerChat.Channels.Accounts;
using CustomerChat.Channels.Messenger;
using CustomerChat.Channels.SignedWebhook;
using CustomerChat.Channels.Telegram;
using CustomerChat.Channels.TwilioSms;
using CustomerChat.Channels.WhatsApp;
using CustomerChat.Chats;
using CustomerChat.Consent;
using CustomerChat.Delivery;
using Microsoft.Extensions.Options;

namespace CustomerChat.Channels;

/// <summary>The configured accounts of all channels.</summary>
public sealed class ChannelDirectory : IChannelSenders
{
    private readonly FrozenDictionary<(string Channel, string Account), IChannelAccount> _accounts;

    public ChannelDirectory(IHttpClientFactory clients, IChannelSwitch channelSwitch, Consents consents, IOptions<ChannelOptions> options, TimeProvider time)
    {
        HttpClient Api() => clients.CreateClient(ChannelExtensions.ApiClient);
        HttpClient Guarded() => clients.CreateClient(ChannelExtensions.CallbackClient);
        var channels = options.Value;
        _accounts = Accounts(SmsAccount.Channel, channels.Sms, (name, o) => new SmsAccount(name, o, Api(), Guarded(), time))
            .Concat(Accounts(WhatsAppAccount.Channel, channels.WhatsApp, (name, o) => new WhatsAppAccount(name, o, Api(), Guarded(), time)))
            .Concat(Accounts(MessengerAccount.Channel, channels.Messenger, (name, o) => new MessengerAccount(name, o, Api(), Guarded(), time)))
            .Concat(Accounts(TelegramAccount.Channel, channels.Telegram, (name, o) => new TelegramAccount(name, o, Api(), Guarded(), time)))
            .Concat(Accounts(
                WebhookAccount.Channel,
                channels.Webhook,
                (name, o) => new WebhookAccount(name, o, Guarded(), channelSwitch, time)))
            .ToFrozenDictionary(a => a.Key, IChannelAccount (a) => new ConsentedAccount(a.Value, consents));
    }

    /// <summary>An account by the words of its route, in upper or lower case; null when it is not configured.</summary>
    public IChannelAccount? Find(string channel, string account) => _accounts.GetValueOrDefault((channel.ToLowerInvariant(), account.ToLowerInvariant()));

    public IChannelSender? Find(ChannelAddress address) => Find(address.Channel, address.Account);

    private static IEnumerable<KeyValuePair<(string Channel, string Account), IChannelAccount>> Accounts<TOptions>(
        string channel, IEnumerable<KeyValuePair<string, TOptions>> accounts, Func<string, TOptions, IChannelAccount> make) =>
        accounts.Select(a => KeyValuePair.Create((channel, a.Key.ToLowerInvariant()), make(a.Key.ToLowerInvariant(), a.Value)));
}
