using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using CustomerChat.Channels.Accounts;
using CustomerChat.Channels.Http;
using CustomerChat.Channels.Messenger;
using CustomerChat.Channels.SignedWebhook;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Intake;
using CustomerChat.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace CustomerChat.Tests.Channels;

public class SenderTests
{
    [Theory]
    [InlineData("sms", "POST /2010-04-01/Accounts/AC1/Messages.json Basic QUMxOnNlY3JldA== To=to&Body=hello&From=%2B1000&StatusCallback=https%3A%2F%2Frelay.example%2Fapi%2Fchannels%2Fsms%2Fmain%2Fstatus", """{"sid":"P1"}""")]
    [InlineData("whatsapp", """POST /123456123/messages Bearer access {"messaging_product":"whatsapp","recipient_type":"individual","to":"to","type":"text","text":{"body":"hello"},"biz_opaque_callback_data":"chat-1"}""", """{"messages":[{"id":"P1"}]}""")]
    [InlineData("messenger", """POST /page1/messages Bearer access {"recipient":{"id":"to"},"messaging_type":"RESPONSE","message":{"text":"hello","metadata":"chat-1"}}""", """{"message_id":"P1"}""")]
    [InlineData("telegram", """POST /bot1:bot/sendMessage  {"chat_id":"to","text":"hello"}""", """{"ok":true,"result":{"message_id":"P1"}}""")]
    public async Task Send_ToEachProvider_IsItsRequestAndItsIdIsKept(string channel, string expected, string answer)
    {
        var seen = "";
        await using var stub = await StubServer.StartAsync(async context =>
        {
            seen = $"{context.Request.Method} {context.Request.Path} {context.Request.Headers.Authorization} {await new StreamReader(context.Request.Body).ReadToEndAsync()}";
            await context.Response.WriteAsync(answer);
        });

        var result = await Accounts.SendAsync(Accounts.Of(channel, [("ApiBaseAddress", stub.Address.ToString())]));

        Assert.Equal(expected, seen);
        Assert.Equal(new DeliveryResult.Accepted("P1"), result);
    }

    [Theory]
    [InlineData("4917", "to")]
    [InlineData("DE.13491208655302741918", "recipient")]
    public async Task WhatsApp_ToANumberOrAnId_NamesItAsTheProviderTakesIt(string address, string field)
    {
        System.Text.Json.Nodes.JsonNode? sent = null;
        await using var stub = await StubServer.StartAsync(async context =>
        {
            sent = System.Text.Json.Nodes.JsonNode.Parse(await new StreamReader(context.Request.Body).ReadToEndAsync());
            await context.Response.WriteAsync("""{"messages":[{"id":"P1"}]}""");
        });

        await Accounts.SendAsync(Accounts.Of("whatsapp", [("ApiBaseAddress", stub.Address.ToString())]), to: address);

        Assert.Equal(address, (string?)sent![field]);
        Assert.Null(sent[field == "to" ? "recipient" : "to"]);
    }

    [Fact]
    public async Task Send_WhoseConnectionIsResetWhileItIsMade_IsAFailureThatCounts()
    {
        using var http = new HttpClient(new FailingHandler(() => throw new SocketException((int)SocketError.NotConnected)));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("http://provider.example"));

        var result = await new ProviderHttp(http, TimeProvider.System).SendAsync(request, (_, _) => new DeliveryResult.Refused(""), null, default);

        Assert.True(Assert.IsType<DeliveryResult.RetryLater>(result).Counts);
    }

    [Theory]
    [InlineData("sms")]
    [InlineData("whatsapp")]
    [InlineData("messenger")]
    [InlineData("telegram")]
    public async Task Send_WhoseAnswerBreaksOff_IsAFailureThatCounts(string channel)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = BreakOffAsync(listener);

        var result = await Accounts.SendAsync(Accounts.Of(channel, [("ApiBaseAddress", $"http://{listener.LocalEndpoint}/")]));

        await serving;
        var later = Assert.IsType<DeliveryResult.RetryLater>(result);
        Assert.True(later.Counts);
        Assert.Contains("broke off", later.Reason, StringComparison.Ordinal);
    }

    /// <summary>Answers one request with a head and the beginning of its body, and closes.</summary>
    private static async Task BreakOffAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync();
        await using var stream = client.GetStream();
        await stream.ReadExactlyAsync(new byte[1]);
        await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"u8.ToArray());
        client.Client.Shutdown(SocketShutdown.Send);

        // Until the other side has closed as well: else what it has sent would reset the connection.
        await stream.CopyToAsync(Stream.Null);
    }

    [Fact]
    public async Task Messenger_ANameIsAskedForOnceAndIsHarmlessWhenThereIsNone()
    {
        var calls = new List<string>();
        await using var stub = await StubServer.StartAsync(async context =>
        {
            calls.Add($"{context.Request.Path}{context.Request.QueryString} {context.Request.Headers.Authorization}");
            context.Response.StatusCode = context.Request.Path == "/p1" ? 200 : 400;
            await context.Response.WriteAsync(context.Request.Path == "/p1" ? """{"first_name":"Ann","last_name":"Lee","id":"p1"}""" : """{"error":{"code":100}}""");
        });
        var names = (ICustomerNames)Accounts.Of("messenger", [("ApiBaseAddress", stub.Address.ToString())]);
        Task<string?> FindAsync(string id) => names.FindNameAsync(new ChannelAddress("messenger", "main", id), default);

        Assert.Equal(("Ann Lee", "Ann Lee"), (await FindAsync("p1"), await FindAsync("p1")));
        Assert.Null(await FindAsync("p2"));
        Assert.Null(await FindAsync("p2"));
        Assert.Equal(["/p1?fields=first_name,last_name,name Bearer access", "/p2?fields=first_name,last_name,name Bearer access"], calls);
    }

    [Fact]
    public async Task Messenger_ANameThatIsLate_IsNotWaitedForAndIsThereNextTime()
    {
        var (time, answer) = (new FakeTimeProvider(), new TaskCompletionSource());
        await using var stub = await StubServer.StartAsync(async context =>
        {
            await answer.Task;
            await context.Response.WriteAsync("""{"name":"Ann Lee"}""");
        });
        using var http = new HttpClient();
        var names = new MessengerNames(new MessengerOptions { AccessToken = "t", ApiBaseAddress = stub.Address }, http, time);

        var first = names.FindAsync("p1", default);
        time.Advance(MessengerNames.Budget);
        Assert.Null(await first);
        answer.SetResult();
        var next = names.FindAsync("p1", default);
        Assert.Equal("Ann Lee", await next);
    }

    [Fact]
    public async Task Messenger_Names_AreKeptUpToALimit()
    {
        var calls = 0;
        await using var stub = await StubServer.StartAsync(context =>
        {
            Interlocked.Increment(ref calls);
            return context.Response.WriteAsync("""{"name":"Ann"}""");
        });
        using var http = new HttpClient();
        var names = new MessengerNames(new MessengerOptions { AccessToken = "t", ApiBaseAddress = stub.Address }, http, TimeProvider.System) { MaxKept = 2 };
        foreach (var id in new[] { "p1", "p2", "p1", "p3", "p1" })
        {
            await names.FindAsync(id, default);
        }

        Assert.Equal(4, calls);
    }

    [Theory]
    [InlineData("sms", "HX1", "To=to&ContentSid=HX1&From=%2B1000&StatusCallback=https%3A%2F%2Frelay.example%2Fapi%2Fchannels%2Fsms%2Fmain%2Fstatus")]
    [InlineData("whatsapp", "ready, en_US", """{"messaging_product":"whatsapp","recipient_type":"individual","to":"to","type":"template","template":{"name":"ready","language":{"code":"en_US"}},"biz_opaque_callback_data":"chat-1"}""")]
    [InlineData("messenger", "ready, en", """{"recipient":{"id":"to"},"messaging_type":"UTILITY","message":{"template":{"name":"ready","language":{"code":"en"}}}}""")]
    public async Task Send_OfTheTemplate_IsTheProvidersRequestForIt(string channel, string template, string expected)
    {
        var seen = new List<string>();
        await using var stub = await RecordAsync(seen);
        var account = Accounts.Of(channel, [("ApiBaseAddress", stub.Address.ToString()), ("Template", template)]);

        Assert.True(account.HasTemplate);
        await Accounts.SendAsync(account, isTemplate: true);

        Assert.EndsWith(expected, Assert.Single(seen), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("whatsapp", "to", true, """POST /123456123/messages {"messaging_product":"whatsapp","status":"read","message_id":"wamid.1","typing_indicator":{"type":"text"}}""")]
    [InlineData("whatsapp", "to", false, """POST /123456123/messages {"messaging_product":"whatsapp","status":"read","message_id":"wamid.1"}""")]
    [InlineData("messenger", "to", true, """POST /page1/messages {"recipient":{"id":"to"},"sender_action":"typing_on"}""")]
    [InlineData("messenger", "to", false, """POST /page1/messages {"recipient":{"id":"to"},"sender_action":"mark_seen"}""")]
    [InlineData("telegram", "to", true, """POST /bot1:bot/sendChatAction {"chat_id":"to","action":"typing"}""")]
    [InlineData("telegram", "to", false, null)]
    [InlineData("sms", "whatsapp:+1", true, "POST /v2/Indicators/Typing.json messageId=wamid.1&channel=whatsapp")]
    [InlineData("sms", "+1", true, null)]
    public async Task TypingAndRead_ToEachProvider_AreItsRequests(string channel, string to, bool typing, string? expected)
    {
        var seen = new List<string>();
        await using var stub = await RecordAsync(seen);
        var account = Accounts.Of(channel, [("ApiBaseAddress", stub.Address.ToString()), ("TypingBaseAddress", stub.Address.ToString()), ("Typing", "true")]);
        var address = new ChannelAddress(channel, "main", to);

        await (typing ? account.ShowTypingAsync(address, "wamid.1#2", default) : account.MarkReadAsync(address, "wamid.1#2", default));

        Assert.Equal(expected is null ? [] : [expected], seen);
    }

    [Fact]
    public async Task Typing_OfTwilio_IsOffUnlessSet()
    {
        var seen = new List<string>();
        await using var stub = await RecordAsync(seen);
        await Accounts.Of("sms", [("TypingBaseAddress", stub.Address.ToString())]).ShowTypingAsync(new ChannelAddress("sms", "main", "whatsapp:+1"), "SM1", default);
        Assert.Empty(seen);
    }

    [Theory]
    [InlineData("whatsapp", "without_a_language")]
    [InlineData("messenger", "a,b,c")]
    [InlineData("sms", "not a ContentSid")]
    public void Template_OfAnotherForm_IsAFaultOfTheSettings(string channel, string template) =>
        Assert.Contains("Template", Assert.Throws<OptionsValidationException>(() => Accounts.Of(channel, [("Template", template)])).Message, StringComparison.Ordinal);

    private static Task<StubServer> RecordAsync(List<string> seen) => StubServer.StartAsync(async context =>
    {
        seen.Add($"{context.Request.Method} {context.Request.Path} {await new StreamReader(context.Request.Body).ReadToEndAsync()}");
        await context.Response.WriteAsync("{}");
    });

    [Theory]
    [InlineData("sms", 500, "", true)]
    [InlineData("sms", 400, """{"code":21610}""", false)]
    [InlineData("sms", 400, """{"code":30003}""", true)]
    [InlineData("whatsapp", 400, """{"error":{"code":131047}}""", false)]
    [InlineData("whatsapp", 400, """{"error":{"code":131056}}""", true)]
    [InlineData("messenger", 400, """{"error":{"code":613}}""", true)]
    [InlineData("messenger", 400, """{"error":"odd"}""", false)]
    [InlineData("telegram", 403, """{"ok":false,"error_code":403}""", false)]
    [InlineData("telegram", 502, "<html>", true)]
    public async Task Send_AnsweredBadly_IsTriedAgainOrNot(string channel, int status, string body, bool again)
    {
        await using var stub = await StubServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(body);
        });

        var result = await Accounts.SendAsync(Accounts.Of(channel, [("ApiBaseAddress", stub.Address.ToString())]));

        Assert.Equal(again, result is DeliveryResult.RetryLater { Counts: true });
        Assert.Equal(!again, result is DeliveryResult.Refused);
    }

    [Theory]
    [InlineData(200, null, typeof(DeliveryResult.Accepted))]
    [InlineData(301, null, typeof(DeliveryResult.RetryLater))]
    [InlineData(404, null, typeof(DeliveryResult.RetryLater))]
    [InlineData(410, null, typeof(DeliveryResult.Refused))]
    [InlineData(502, "7", typeof(DeliveryResult.RetryLater))]
    public async Task Webhook_Answered_IsTakenByItsSpecification(int status, string? retryAfter, Type expected)
    {
        InboundResult? verified = null;
        await using var stub = await StubServer.StartAsync(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            verified = Accounts.Of("webhook").Receive(new InboundRequest(
                false, false, "", name => context.Request.Headers[name], body.ToArray(), TimeProvider.System.GetUtcNow()));
            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = retryAfter;
            context.Response.Headers.Location = "/elsewhere";
        });

        var result = await Accounts.SendAsync(Accounts.Of("webhook", [("CallbackUrl", stub.Address.ToString())]));

        Assert.IsType(expected, result);
        Assert.Equal(retryAfter is null ? null : TimeSpan.FromSeconds(7), (result as DeliveryResult.RetryLater)?.After);

        // What goes out is signed as what comes in has to be.
        Assert.IsNotType<InboundResult.Refused>(verified);
    }

    /// <summary>A time in <c>Retry-After</c> is on the provider's clock, which may be hours off.</summary>
    [Theory]
    [InlineData(-90)]
    [InlineData(90)]
    public async Task Send_ToAProviderWithAnotherClock_WaitsAsLongAsItAsks(int minutesAhead)
    {
        await using var stub = await StubServer.StartAsync(context =>
        {
            var there = TimeProvider.System.GetUtcNow().AddMinutes(minutesAhead);
            context.Response.StatusCode = 429;
            context.Response.Headers.Date = there.ToString("R", CultureInfo.InvariantCulture);
            context.Response.Headers.RetryAfter = there.AddSeconds(9).ToString("R", CultureInfo.InvariantCulture);
            return Task.CompletedTask;
        });

        var result = await Accounts.SendAsync(Accounts.Of("whatsapp", [("ApiBaseAddress", stub.Address.ToString())]));

        Assert.Equal(TimeSpan.FromSeconds(9), Assert.IsType<DeliveryResult.RetryLater>(result).After);
    }

    [Fact]
    public async Task Webhook_ThatIsOn_AsksForItsSwitchOnceInAWhileAndAfterA410AtOnce()
    {
        var (status, calls, time, off) = (200, 0, new FakeTimeProvider(), false);
        await using var stub = await StubServer.StartAsync(context =>
        {
            calls++;
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        var channelSwitch = new Mock<IChannelSwitch>();
        channelSwitch.Setup(s => s.IsOffAsync("webhook", "main", It.IsAny<CancellationToken>())).ReturnsAsync(() => off);
        channelSwitch.Setup(s => s.SetAsync("webhook", "main", true, It.IsAny<CancellationToken>())).Callback(() => off = true);
        using var http = new HttpClient();
        var account = new WebhookAccount(
            "main", new WebhookOptions { Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", CallbackUrl = stub.Address }, http, channelSwitch.Object, time);
        for (var i = 0; i < 5; i++)
        {
            Assert.IsType<DeliveryResult.Accepted>(await Accounts.SendAsync(account));
        }

        channelSwitch.Verify(s => s.IsOffAsync("webhook", "main", It.IsAny<CancellationToken>()), Times.Once());
        time.Advance(TimeSpan.FromSeconds(10));
        status = 410;
        Assert.IsType<DeliveryResult.Refused>(await Accounts.SendAsync(account));
        Assert.IsType<DeliveryResult.Refused>(await Accounts.SendAsync(account));

        Assert.Equal(6, calls);
        channelSwitch.Verify(s => s.IsOffAsync("webhook", "main", It.IsAny<CancellationToken>()), Times.Exactly(3));
    }

    [Fact]
    public async Task Webhook_ToLoopbackInProduction_IsRefusedAfterResolution()
    {
        var calls = 0;
        await using var stub = await StubServer.StartAsync(_ =>
        {
            calls++;
            return Task.CompletedTask;
        });
        var handler = GuardedHandler.Create(allowLoopback: false);
        using var http = new HttpClient(handler);
        var exchange = new ProviderHttp(http, TimeProvider.System);
        using var request = new HttpRequestMessage(HttpMethod.Post, stub.Address);

        var result = await exchange.SendAsync(request, (_, _) => new DeliveryResult.Accepted(null), null, default);

        Assert.IsType<DeliveryResult.Refused>(result);
        Assert.Equal(0, calls);
    }

    /// <summary>What goes wrong before an answer comes is tried again, however the handler throws it.</summary>
    [Theory]
    [InlineData("https://nowhere.invalid/in", "Not reached (NameResolutionError).")]
    [InlineData("http://{taken}/in", "Not reached (ConnectionError).")]
    [InlineData("https://{stub}/in", "Not reached (SecureConnectionError).")]
    [InlineData("http://{stub}/abort", "The answer broke off (")]
    public async Task Webhook_ThatCanNotBeReached_IsTriedAgain(string address, string reason)
    {
        await using var stub = await StubServer.StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        using var taken = new Socket(SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var http = new HttpClient(GuardedHandler.Create(allowLoopback: true));
        using var request = new HttpRequestMessage(
            HttpMethod.Post, address.Replace("{stub}", stub.Address.Authority, StringComparison.Ordinal).Replace("{taken}", taken.LocalEndPoint!.ToString(), StringComparison.Ordinal));

        var result = await new ProviderHttp(http, TimeProvider.System).SendAsync(request, (_, _) => new DeliveryResult.Accepted(null), null, default);

        Assert.StartsWith(reason, Assert.IsType<DeliveryResult.RetryLater>(result).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://callback.example/in")]
    [InlineData("ftp://callback.example/in")]
    [InlineData("https://user:pass@callback.example/in")]
    [InlineData("http://127.0.0.1/in")]
    public void Webhook_WithACallbackThatMustNotBe_StopsTheHost(string address) =>
        Assert.Throws<OptionsValidationException>(() => Accounts.Of("webhook", [("CallbackUrl", address)], "Production"));

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.0.1", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("2002:a00:1::", false)]
    [InlineData("3fff::1", false)]
    [InlineData("5f00::1", false)]
    [InlineData("192.88.99.1", false)]
    [InlineData("198.18.0.1", false)]
    [InlineData("255.255.255.255", false)]
    public void PublicAddress_OfAnAddress_IsOrIsNot(string address, bool isPublic) => Assert.Equal(isPublic, PublicAddress.Is(IPAddress.Parse(address)));

    [Fact]
    public void Accounts_HalfFilled_NameEveryFaultAtOnce()
    {
        var e = Assert.Throws<OptionsValidationException>(() => Accounts.Directory("sms", [("AuthToken", ""), ("From", ""), ("PublicUrl", "nowhere"), ("ContactCenterId", "c9")]));
        Assert.Equal(4, e.Failures.Count());
        Assert.All(e.Failures, f => Assert.StartsWith("Channels:Sms:main:", f, StringComparison.Ordinal));
    }

    [Fact]
    public void Find_AnAccountThatIsNotConfigured_IsNull()
    {
        var directory = Accounts.Directory("sms");
        Assert.Null(directory.Find("sms", "other"));
        Assert.Null(directory.Find("telegram", "main"));
        Assert.NotNull(directory.Find("SMS", "Main"));
    }

    [Theory]
    [InlineData("?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=vibecoding", "1158201444")]
    [InlineData("?hub.mode=subscribe&hub.challenge=1&hub.verify_token=wrong", null)]
    [InlineData("?hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=vibecoding", null)]
    [InlineData("", null)]
    public void Meta_AskedForVerification_AnswersTheChallengeOrNot(string query, string? challenge)
    {
        var result = Accounts.Of("whatsapp").Receive(new InboundRequest(true, false, query, _ => null, default, default));
        Assert.Equal(challenge, (result as InboundResult.Challenge)?.Answer);
        Assert.Equal(challenge is null, result is InboundResult.Refused { Status: 403 });
    }

    [Theory]
    [InlineData("")]
    [InlineData("wrong")]
    public void Telegram_WithoutTheSecret_IsRefused(string given) =>
        Assert.IsType<InboundResult.Refused>(Accounts.Of("telegram").Receive(Accounts.Request("{}"u8.ToArray(), ("X-Telegram-Bot-Api-Secret-Token", given))));

    [Fact]
    public void Webhook_Refused_Is401() =>
        Assert.Equal(401, Assert.IsType<InboundResult.Refused>(Accounts.Of("webhook").Receive(Accounts.Request(Encoding.UTF8.GetBytes("{}")))).Status);
}
