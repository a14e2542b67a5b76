using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CustomerChat.Channels;
using CustomerChat.Channels.Accounts;
using CustomerChat.Channels.Meta;
using CustomerChat.Channels.Telegram;
using CustomerChat.Chats;
using CustomerChat.Consent;
using CustomerChat.Delivery;
using CustomerChat.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Moq;

namespace CustomerChat.Tests.Channels;

/// <summary>Accounts of every channel, made from settings as a host makes them.</summary>
internal static class Accounts
{
    public const string Secret = "secret";

    private static readonly Dictionary<string, (string, string)[]> Settings = new()
    {
        ["sms"] = [("AccountSid", "AC1"), ("AuthToken", Secret), ("From", "+1000"), ("PublicUrl", "https://relay.example/api/channels/sms/main")],
        ["whatsapp"] = [("AppSecret", Secret), ("VerifyToken", "vibecoding"), ("AccessToken", "access"), ("PhoneNumberId", "123456123")],
        ["messenger"] = [("AppSecret", Secret), ("VerifyToken", "verify"), ("AccessToken", "access"), ("PageId", "page1")],
        ["telegram"] = [("BotToken", "1:bot"), ("SecretToken", Secret)],
        ["webhook"] = [("Secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), ("CallbackUrl", "https://callback.example/in")],
    };

    public static IChannelAccount Of(string channel, (string Name, string Value)[]? more = null, string environment = "Development") =>
        Directory(channel, more, environment).Find(channel, "main")!;

    public static ChannelDirectory Directory(string channel, (string Name, string Value)[]? more = null, string environment = "Development", IConsents? consents = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment });
        builder.Configuration.AddInMemoryCollection(Settings[channel].Append(("ContactCenterId", "c1")).Concat(more ?? [])
            .GroupBy(s => s.Item1, s => s.Item2)
            .Select(s => KeyValuePair.Create($"Channels:{channel}:main:{s.Key}", (string?)s.Last())));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(Mock.Of<IChannelSwitch>());
        builder.Services.AddSingleton(consents ?? new MemoryConsents());
        builder.Services.AddSingleton(new World().Process.EventWriter);
        builder.Services.AddSingleton<Consents>();
        builder.Configuration["ContactCenters:c1:BaseAddress"] = "http://127.0.0.1:1";
        builder.AddChannels();
        return builder.Build().Services.GetRequiredService<ChannelDirectory>();
    }

    public static InboundResult.Received Meta(string channel, JsonNode body, string? id = null)
    {
        var account = Of(channel, id is null ? null : [(channel == "whatsapp" ? "PhoneNumberId" : "PageId", id)]);
        return Assert.IsType<InboundResult.Received>(account.Receive(SignedMeta(Encoding.UTF8.GetBytes(body.ToJsonString()))));
    }

    public static InboundRequest SignedMeta(byte[] body)
    {
        var signature = "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body));
        return Request(body, (MetaSignature.Header, signature));
    }

    public static InboundResult Telegram(string body) =>
        Of("telegram").Receive(Request(Encoding.UTF8.GetBytes(body), (TelegramAccount.SecretHeader, Secret)));

    public static InboundRequest Request(byte[] body, params (string Name, string Value)[] headers) => new(
        IsGet: false, IsStatus: false, "", name => headers.FirstOrDefault(h => h.Name == name).Value, body, TimeProvider.System.GetUtcNow());

    public static Task<DeliveryResult> SendAsync(IChannelSender sender, string text = "hello", string to = "to", bool isReplay = false, bool isTemplate = false, params string[] choices) =>
        SendAsync(sender, Entry(text) with { Choices = [.. choices.Select(c => new Choice(c, "value"))] }, to, isReplay, isTemplate);

    private static Task<DeliveryResult> SendAsync(IChannelSender sender, ChatEntry entry, string to, bool isReplay, bool isTemplate) => sender.SendAsync(
        new OutboundMessage(
            new ChannelAddress("x", "main", to),
            "chat-1",
            "chat",
            entry,
            entry.Readable!)
        { IsReplay = isReplay, IsTemplate = isTemplate },
        default);

    private static ChatEntry Entry(string text) => new() { Index = 1, Type = EntryType.Text, From = new Participant("Agnes", "2", ParticipantType.Agent), Text = text, At = default };
}
