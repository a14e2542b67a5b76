using System.Diagnostics.Metrics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using CustomerChat.App;
using CustomerChat.App.Channels;
using CustomerChat.App.Http;
using CustomerChat.App.Limits;
using CustomerChat.App.Ops;
using CustomerChat.Channels.Inbound;
using CustomerChat.Channels.SignedWebhook;
using CustomerChat.Consent;
using CustomerChat.Delivery;
using CustomerChat.Intake;
using CustomerChat.Tests.Channels;
using CustomerChat.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CustomerChat.Tests.App.Channels;

/// <summary>A webhook at the door: what is looked at before its body, and what becomes of what it brings.</summary>
public sealed class ChannelApiTests : IDisposable
{
    private const string Form = "application/x-www-form-urlencoded";
    private const string Json = "application/json";
    private const string ShapedTwilio = "AAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    private static readonly string ShapedMeta = "sha256=" + new string('0', 64);

    private readonly World _world = new();
    private readonly MemoryConsents _consents = new();
    private readonly MemoryBlocks _blockList = new();
    private readonly Blocks _blocks;
    private readonly FloodLimit _floods;
    private readonly RequestLimits _limits;

    /// <summary>What the last request was answered with.</summary>
    private object? _answer;

    public ChannelApiTests()
    {
        _limits = new RequestLimits(Options.Create(new LimitOptions()), _world.Ledger, _world.Time);
        _blocks = new Blocks(_blockList, _world.Time);
        _floods = new FloodLimit(Options.Create(_world.Limits), _world.Time);
    }

    [Theory]
    [InlineData("sms", "GET", null, 0, null, null, 405)]
    [InlineData("sms", "POST", "text/plain", 10, "X-Twilio-Signature", ShapedTwilio, 415)]
    [InlineData("sms", "POST", "application/jsonp", 10, "X-Twilio-Signature", ShapedTwilio, 415)]
    [InlineData("sms", "POST", "multipart/form-data; boundary=x", 10, "X-Twilio-Signature", ShapedTwilio, 415)]
    [InlineData("sms", "POST", Form, 65_537, "X-Twilio-Signature", ShapedTwilio, 413)]
    [InlineData("sms", "POST", Form, 1_048_576, null, null, 413)]
    [InlineData("sms", "POST", Form, null, null, null, 403)]
    [InlineData("sms", "POST", Form, 100, null, null, 403)]
    [InlineData("sms", "POST", Form, 100, "X-Twilio-Signature", "short", 403)]
    [InlineData("sms", "POST", Form, 100, "X-Twilio-Signature", "!!!!!!!!!!!!!!!!!!!!!!!!!!!=", 403)]
    [InlineData("whatsapp", "POST", Form, 100, "X-Hub-Signature-256", "shaped", 415)]
    [InlineData("whatsapp", "POST", Json, 1_048_577, "X-Hub-Signature-256", "shaped", 413)]
    [InlineData("whatsapp", "POST", Json, 100, null, null, 403)]
    [InlineData("whatsapp", "POST", Json, 100, "X-Hub-Signature-256", "sha256=zz", 403)]
    [InlineData("messenger", "POST", Json, 100, "X-Hub-Signature-256", "sha1=0123456789012345678901234567890123456789", 403)]
    [InlineData("telegram", "POST", Json, 100, null, null, 403)]
    [InlineData("telegram", "POST", Json, 100, "X-Telegram-Bot-Api-Secret-Token", "wrong", 403)]
    [InlineData("webhook", "POST", Json, 100, null, null, 401)]
    [InlineData("webhook", "POST", Json, 100, "webhook-signature", "v1,abc", 401)]
    public async Task Webhook_ThatItsHeadRefuses_HasNoByteOfItsBodyRead(
        string channel, string method, string? type, int? length, string? header, string? value, int status)
    {
        using var body = new Untouchable();
        var context = Context(method, type, body, header, value == "shaped" ? ShapedMeta : value);
        context.Request.ContentLength = length;

        Assert.Equal(status, await StatusAsync(channel, context));
        Assert.False(body.WasRead);
    }

    /// <summary>By whatever is wrong: a signature of no form, one that does not fit, more fields than a provider sends.</summary>
    [Theory]
    [InlineData("sms", Form, "Body=hi", "X-Twilio-Signature", "short")]
    [InlineData("sms", Form, "Body=hi", "X-Twilio-Signature", ShapedTwilio)]
    [InlineData("sms", Form, null, "X-Twilio-Signature", ShapedTwilio)]
    [InlineData("whatsapp", Json, "{}", "X-Hub-Signature-256", "shaped")]
    [InlineData("telegram", Json, "{}", "X-Telegram-Bot-Api-Secret-Token", "wrong")]
    [InlineData("webhook", Json, "{}", null, null)]
    public async Task Webhooks_ThatProveNobodyAgainAndAgain_AreAnswered429Unread(string channel, string type, string? body, string? header, string? value)
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.NotEqual(429, await StatusAsync(channel, From("8.8.8.8", Refused(Bytes(body ?? string.Concat(Enumerable.Repeat("a=b&", 250)))))));
        }

        using var unread = new Untouchable();
        Assert.Equal(429, await StatusAsync(channel, From("8.8.8.8", Refused(unread))));
        Assert.False(unread.WasRead);

        // Nobody else is held up, nor who has proved itself.
        Assert.NotEqual(429, await StatusAsync(channel, From("8.8.4.4", Refused(Bytes(body ?? "a=b")))));

        DefaultHttpContext Refused(Stream content) => Context("POST", type, content, header, value == "shaped" ? ShapedMeta : value);
    }

    [Fact]
    public async Task Webhooks_OfAProviderWhoseAddressAlsoSendsForgedOnes_AreAllTaken()
    {
        Assert.Equal(200, await SignedAsync(0));
        for (var i = 1; i < 50; i++)
        {
            Assert.Equal(403, await StatusAsync("sms", From("8.8.8.8", Context("POST", Form, Bytes("Body=hi"), "X-Twilio-Signature", ShapedTwilio))));
            Assert.Equal(200, await SignedAsync(i));
        }

        Task<int> SignedAsync(int i) => StatusAsync(
            "sms", From("8.8.8.8", Context("POST", Form, Bytes($"MessageSid=SM{i}&From=%2B{i}&Body=hi"), "X-Twilio-Signature", Sign($"https://relay.example/smsBodyhiFrom+{i}MessageSidSM{i}"))),
            ("PublicUrl", "https://relay.example/sms"));
    }

    [Fact]
    public async Task Sms_WithTheFormOfASignature_HasItsBodyReadUpToItsLimitAndNoFieldBeyond200()
    {
        Assert.Equal(403, await StatusAsync("sms", Context("POST", Form, Bytes("Body=hi"), "X-Twilio-Signature", ShapedTwilio)));
        Assert.Equal(413, await StatusAsync("sms", Context("POST", Form, Bytes(string.Concat(Enumerable.Repeat("a=b&", 250))), "X-Twilio-Signature", ShapedTwilio)));
        using var endless = new MemoryStream(new byte[100_000]);
        Assert.Equal(413, await StatusAsync("sms", Context("POST", Form, endless, "X-Twilio-Signature", ShapedTwilio)));
        Assert.InRange(endless.Position, 1, 80_000);
    }

    [Theory]
    [InlineData("https://relay.example/sms", "", "https://relay.example/sms")]
    [InlineData("https://relay.example/sms?tenant=1", "?tenant=1", "https://relay.example/sms?tenant=1")]
    [InlineData("https://relay.example/sms", "?tenant=1", "https://relay.example/sms?tenant=1")]
    [InlineData("https://relay.example/sms", "?added=by-a-gateway", "https://relay.example/sms")]
    [InlineData("https://relay.example/sms?tenant=1", "", "https://relay.example/sms?tenant=1")]
    [InlineData("https://relay.example/sms?a=it's", "?a=it%27s", "https://relay.example/sms?a=it's")]
    public async Task Sms_SignedForAnAddressWithAQuery_IsTaken(string publicUrl, string query, string address)
    {
        var context = Context("POST", Form + "; charset=UTF-8", Bytes("MessageSid=SM1&From=%2B1&Body=hi"), "X-Twilio-Signature", Sign(address + "BodyhiFrom+1MessageSidSM1"));
        context.Request.QueryString = new QueryString(query);
        Assert.Equal(200, await StatusAsync("sms", context, ("PublicUrl", publicUrl)));
    }

    [Theory]
    [InlineData("https://relay.example/sms", "?bodySHA256=HASH")]
    [InlineData("https://relay.example/sms?tenant=1", "?tenant=1&bodySHA256=HASH")]
    [InlineData("https://relay.example/sms?tenant=1&x=it's", "?tenant=1&x=it%27s&bodySHA256=HASH")]
    public async Task Sms_JsonWithItsHashInTheAddress_IsTakenAndHeldAgainstIt(string publicUrl, string query)
    {
        const string Body = """{"MessageSid":"SM1","From":"+1","Body":"hi"}""";
        var asked = query.Replace("HASH", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Body))), StringComparison.Ordinal);
        async Task<int> PostAsync(string body, string address)
        {
            var context = Context("POST", "application/json; charset=utf-8", Bytes(body), "X-Twilio-Signature", Sign(address));
            context.Request.QueryString = new QueryString(asked);
            return await StatusAsync("sms", context, ("PublicUrl", publicUrl));
        }

        Assert.Equal(200, await PostAsync(Body, "https://relay.example/sms" + asked));
        Assert.Equal(403, await PostAsync(Body + " ", "https://relay.example/sms" + asked));

        // An address without the hash proves nothing of the body.
        Assert.Equal(403, await PostAsync(Body, publicUrl));
        Assert.Equal(403, await PostAsync(Body, "https://elsewhere.example/sms" + asked));
    }

    [Fact]
    public async Task WhatNobodyIsToRead_IsCountedByChannelAndReason()
    {
        var counted = new List<string>();
        using var listener = new MeterListener { InstrumentPublished = (i, l) => { if (i.Name == "customerchat.inbound.ignored") { l.EnableMeasurementEvents(i); } } };
        listener.SetMeasurementEventCallback<long>((_, n, tags, _) =>
        {
            lock (counted)
            {
                counted.Add($"{n} {tags[0].Value} {tags[1].Value}");
            }
        });
        listener.Start();
        foreach (var update in new[]
        {
            """{"update_id":1,"message":{"chat":{"id":1},"pinned_message":{}}}""",
            """{"update_id":2,"message_reaction":{"chat":{"id":1},"message_id":2,"new_reaction":[{"emoji":"x"}]}}""",
        })
        {
            Assert.Equal(200, await StatusAsync("telegram", Context("POST", Json, Bytes(update), "X-Telegram-Bot-Api-Secret-Token", Accounts.Secret)));
        }

        Assert.Contains($"1 telegram {Ignored.Service}", counted);
        Assert.Contains($"1 telegram {Ignored.NoOpenChat}", counted);
        Assert.Empty(_world.Store.Open);
    }

    [Fact]
    public async Task WhoIsBlockedOrFloods_IsAnsweredWithSuccessAndCounted()
    {
        _world.Limits.MessagesPerAddress = 2;
        await _blockList.SaveAsync(new Block("telegram", null, "66", true, "unwanted", null, default), default);
        var counted = new List<string>();
        using var listener = new MeterListener { InstrumentPublished = (i, l) => { if (i.Name == "customerchat.inbound.ignored") { l.EnableMeasurementEvents(i); } } };
        listener.SetMeasurementEventCallback<long>((_, n, tags, _) =>
        {
            lock (counted)
            {
                counted.Add($"{n} {tags[0].Value} {tags[1].Value}");
            }
        });
        listener.Start();
        foreach (var (id, chat) in new[] { (1, 661), (2, 5), (3, 5), (4, 5), (5, 5) })
        {
            var update = $$$"""{"update_id":{{{id}}},"message":{"message_id":{{{id}}},"chat":{"id":{{{chat}}}},"from":{"id":{{{chat}}}},"text":"t{{{id}}}"}}""";
            Assert.Equal(200, await StatusAsync("telegram", Context("POST", Json, Bytes(update), "X-Telegram-Bot-Api-Secret-Token", Accounts.Secret)));
        }

        lock (counted)
        {
            Assert.Equal((1, 2), (counted.Count(c => c == "1 telegram blocked"), counted.Count(c => c == "1 telegram flood")));
        }

        Assert.Equal(["t2", "t3", ChannelTexts.TooFastText], _world.Store.Entries(Assert.Single(_world.Store.Chats)).Select(e => e.Text));
    }

    [Fact]
    public void Readme_OfTheChannels_ListsEveryReasonToIgnore()
    {
        var readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Root", "Channels.README.md"));
        Assert.All(
            typeof(Ignored).GetFields().Select(f => (string)f.GetRawConstantValue()!),
            reason => Assert.Contains($"| `{reason}` |", readme, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, 200, 1)]
    [InlineData(false, 400, 0)]
    public async Task Webhook_ThatAsksToWriteToACustomer_DoesSoOnceWhereItsAccountMay(bool mayReachOut, int status, int chats)
    {
        const string Body = """{"type":"outbound","channel":"sms","account":"main","address":"+4917","contactCenterId":"c1","text":"Your shoes are here."}""";
        for (var i = 0; i < 2; i++)
        {
            var context = Context("POST", Json, Bytes(Body), "webhook-id", "msg_1");
            var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
            context.Request.Headers["webhook-timestamp"] = $"{now}";
            context.Request.Headers["webhook-signature"] = WebhookSignature.Sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_1", now, Encoding.UTF8.GetBytes(Body));
            Assert.Equal(status, await StatusAsync("webhook", context, ("MayReachOut", $"{mayReachOut}")));
            Assert.DoesNotContain(_world.Store.Chats, c => (_answer as OutboundReply)?.ChatId == c);
        }

        Assert.Equal(chats, _world.Store.Chats.Count());
    }

    public void Dispose()
    {
        _blocks.Dispose();
    }

    private async Task<int> StatusAsync(string channel, DefaultHttpContext context, params (string, string)[] settings)
    {
        using var outage = new StorageOutage(TimeProvider.System, NullLogger<StorageOutage>.Instance);
        var consents = new Consents(_consents, _world.Process.EventWriter, TimeProvider.System);
        var accounts = Accounts.Directory(channel, settings);
        var api = new ChannelApi(
            accounts,
            _world.ChannelIntake,
            new InboundGate(_blocks, _floods, consents, _world.ChannelIntake, accounts, _world.Process.EventWriter),
            consents,
            OutboundApis.Of(_world, consents),
            _limits,
            new BodyReader(TimeProvider.System, NullLogger<BodyReader>.Instance),
            outage,
            TimeProvider.System,
            NullLogger<ChannelApi>.Instance);
        var result = channel switch
        {
            "sms" => await api.SmsAsync(context.Request, "main", default),
            "whatsapp" => await api.WhatsAppAsync(context.Request, "main", default),
            "messenger" => await api.MessengerAsync(context.Request, "main", default),
            "telegram" => await api.TelegramAsync(context.Request, "main", default),
            _ => await api.WebhookAsync(context.Request, "main", default),
        };
        _answer = (result as IValueHttpResult)?.Value;
        return (result as IStatusCodeHttpResult)?.StatusCode ?? (result is ContentHttpResult or IValueHttpResult ? 200 : 0);
    }

    private static DefaultHttpContext Context(string method, string? type, Stream body, string? header, string? value)
    {
        var context = new DefaultHttpContext { RequestServices = new ServiceCollection().BuildServiceProvider() };
        (context.Request.Method, context.Request.ContentType, context.Request.Body) = (method, type, body);
        if (header is not null)
        {
            context.Request.Headers[header] = value;
        }

        return context;
    }

    private static DefaultHttpContext From(string address, DefaultHttpContext context)
    {
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        return context;
    }

    private static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));

#pragma warning disable CA5350 // Twilio's choice.
    private static string Sign(string text) => Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(Accounts.Secret), Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350

    /// <summary>A body that tells whether anybody has touched it.</summary>
    private sealed class Untouchable : MemoryStream
    {
        public bool WasRead { get; private set; }

        public override int Read(Span<byte> buffer) => Touched();

        public override int Read(byte[] buffer, int offset, int count) => Touched();

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Touched());

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Touched());

        private int Touched()
        {
            WasRead = true;
            return 0;
        }
    }
}
