using System.Collections.Concurrent;
using System.Net.Sockets;
using CustomerChat.Chats;
using CustomerChat.ContactCenter;
using CustomerChat.ContactCenter.Http;
using CustomerChat.Tests.Support;
using CustomerChat.Turn;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CustomerChat.Tests.ContactCenter;

public class GwsClientTests
{
    private static readonly UpstreamHandle Handle = new("/api/v2/me/chat/1");
    private static readonly ChatOpening Opening = new("cc-1", "Ann", "shoes");

    [Fact]
    public async Task EveryOperation_OverTheWire_HasItsMethodPathHeaderAndBody()
    {
        var seen = new List<string>();
        await using var stub = await StubServer.StartAsync(async context =>
        {
            var body = await new StreamReader(context.Request.Body).ReadToEndAsync();
            lock (seen)
            {
                seen.Add($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {context.Request.Headers["ContactCenterId"]} {context.Request.Headers.Authorization} {body}");
            }

            await context.Response.WriteAsync(context.Request.Method == "GET"
                ? """{"statusCode":0,"chat":{"state":"Chatting","participants":[]},"messages":[]}"""
                : """{"statusCode":0,"id":"1","path":"/api/v2/me/chat/1"}""");
        });
        var center = Center(stub.Address);

        Assert.Equal(Handle, await center.RequestChatAsync(Opening with { Endpoint = "q", UserData = Opening.UserData.Add("a", "b") }, null, default));
        Assert.Equal(Handle, await center.SendMessageAsync(Handle, new(1, "hä", Opening), default));
        await center.SendTypingAsync(Handle, started: true, default);
        await center.SendTypingAsync(Handle, started: false, default);
        await center.CompleteAsync(Handle, null, default);
        await center.ReadAsync(Handle, new(0, null), default);

        Assert.Equal(
            [
                """POST /api/v2/chats cc-1  {"operationName":"RequestChat","nickname":"Ann","subject":"shoes","endpoint":"q","userData":{"a":"b"}}""",
                """POST /api/v2/me/chat/1 cc-1  {"operationName":"SendMessage","text":"h\u00E4"}""",
                """POST /api/v2/me/chat/1 cc-1  {"operationName":"SendStartTypingNotification"}""",
                """POST /api/v2/me/chat/1 cc-1  {"operationName":"SendStopTypingNotification"}""",
                """POST /api/v2/me/chat/1 cc-1  {"operationName":"Complete"}""",
                "GET /api/v2/me/chat/1 cc-1  ",
                "GET /api/v2/me/chat/1/messages?index=1 cc-1  ",
            ],
            [.. seen.Take(5), .. seen.Skip(5).Order()]);
    }

    /// <summary>
    /// A firewall refuses a text because of its content, each time: after a minute the text is given up, so that the next ones get through. A gateway that refuses everything, or
    /// some requests only, costs no text; and what the contact centre itself says about the chat's state is not about the text.
    /// </summary>
    [Theory]
    [InlineData(99, 403, "<html>", true, ContactCenterFault.Refused, 5)]
    [InlineData(99, 403, """{"statusCode":403,"message":"Forbidden"}""", true, ContactCenterFault.Refused, 5)]
    [InlineData(99, 302, "", true, ContactCenterFault.Refused, 5)]
    [InlineData(99, 403, "<html>", false, ContactCenterFault.NotNow, 7)]
    [InlineData(99, 403, """{"statusCode":5}""", true, ContactCenterFault.NotNow, 7)]
    [InlineData(99, 409, "wait", true, ContactCenterFault.NotNow, 7)]
    [InlineData(4, 403, "<html>", true, null, 5)]
    [InlineData(1, 403, "<html>", true, null, 2)]
    [InlineData(99, 413, """{"statusCode":413}""", true, ContactCenterFault.Refused, 1)]
    [InlineData(99, 400, "no", true, ContactCenterFault.Refused, 1)]
    [InlineData(99, 400, "no", false, ContactCenterFault.NotNow, 7)]
    public async Task Send_RefusedByAGateway_IsGivenUpOnlyWhereItIsAboutTheText(int times, int status, string page, bool reads, ContactCenterFault? fault, int tries)
    {
        var (posts, time) = (0, new FakeTimeProvider());
        await using var stub = await StubServer.StartAsync(async context =>
        {
            if (context.Request.Method == "GET" ? !reads : Interlocked.Increment(ref posts) <= times)
            {
                context.Response.StatusCode = status;
                await context.Response.WriteAsync(page);
                return;
            }

            await context.Response.WriteAsync("""{"statusCode":0,"chat":{"state":"Chatting","participants":[]},"messages":[]}""");
        });

        var faults = await Centers.SendUntilItCountsAsync(Center(stub.Address, time), Handle, 1, Opening, time);

        Assert.Equal((fault, tries, tries), (faults[^1], faults.Count, posts));
    }

    /// <summary>Only denials in a row count: between them, the contact centre was down, or the chat could not be read.</summary>
    [Theory]
    [InlineData("POST", 503)]
    [InlineData("GET", 403)]
    public async Task Send_RefusedByAGatewayThatAlsoFailsOtherwise_IsNotGivenUp(string failing, int otherwise)
    {
        var (posts, time) = (0, new FakeTimeProvider());
        await using var stub = await StubServer.StartAsync(async context =>
        {
            var isPost = context.Request.Method == "POST";
            var isThird = (isPost ? ++posts : posts) % 3 == 0;
            context.Response.StatusCode = isThird && context.Request.Method == failing ? otherwise : isPost ? 403 : 200;
            await context.Response.WriteAsync(context.Response.StatusCode == 200 ? """{"statusCode":0,"chat":{"state":"Chatting","participants":[]},"messages":[]}""" : "<html>");
        });

        var faults = await Centers.SendUntilItCountsAsync(Center(stub.Address, time), Handle, 1, Opening, time);

        Assert.Equal(7, faults.Count);
        Assert.DoesNotContain(ContactCenterFault.Refused, faults);
    }

    /// <summary>The check after a gateway's refusal hangs: nobody knows whether the text has arrived, so it is not sent again before a read.</summary>
    [Fact]
    public async Task Send_RefusedByAGatewayWhoseCheckHangs_IsInDoubt()
    {
        var (time, asked) = (new FakeTimeProvider(), new TaskCompletionSource());
        await using var stub = await StubServer.StartAsync(async context =>
        {
            if (context.Request.Method == "GET")
            {
                asked.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            }

            context.Response.StatusCode = 403;
            await context.Response.WriteAsync("<html>");
        });
        var sending = Center(stub.Address, time).SendMessageAsync(Handle, new(1, "x", Opening), default);
        await asked.Task;
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(ContactCenterFault.NoAnswer, (await Assert.ThrowsAsync<ContactCenterException>(() => sending)).Fault);
    }

    /// <summary>A text is sent within the time limit of one request. When it is over, operators are told, as of any request. When the host stops, there is nothing to tell.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Send_WithoutAnAnswer_IsToldToOperatorsUnlessTheHostStops(bool stops)
    {
        var (time, logger, asked) = (new FakeTimeProvider(), new ListLogger<CenterHttp>(), new TaskCompletionSource());
        await using var stub = await StubServer.StartAsync(context =>
        {
            asked.SetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        using var stop = new CancellationTokenSource();
        var sending = Centers.Of(stub.Address, time, logger).SendMessageAsync(Handle, new(1, "x", Opening), stop.Token);
        await asked.Task;
        if (stops)
        {
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        }
        else
        {
            time.Advance(TimeSpan.FromSeconds(10));
            Assert.Equal(ContactCenterFault.NoAnswer, (await Assert.ThrowsAsync<ContactCenterException>(() => sending)).Fault);
        }

        Assert.Equal(stops ? 0 : 1, logger.Lines.Count(l => l.Message.Contains("NoAnswer", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(200, """{"id":"x 1","statusCode":0}""", "/api/v2/me/chat/x%201")]
    [InlineData(200, """{"id":"1","statusCode":0,"path":"/other/1/"}""", "/other/1/")]
    [InlineData(200, """{"id":17,"path":"/p"}""", "/p")]
    [InlineData(500, """{"id":"1","statusCode":0,"path":"/p"}""", "/p")]
    public async Task RequestChat_AnsweredWithASlip_IsBorne(int status, string body, string path) =>
        Assert.Equal(path, (await AnswerAsync(status, body, c => c.RequestChatAsync(Opening, null, default))).Value);

    [Theory]
    [InlineData("http://evil.example/chat")]
    [InlineData("//evil.example/chat")]
    [InlineData("/\\evil.example")]
    [InlineData("chat/1")]
    [InlineData("/a b")]
    public async Task RequestChat_AnsweredWithAPathElsewhere_IsRefused(string path)
    {
        var body = System.Text.Json.JsonSerializer.Serialize(new { id = "1", statusCode = 0, path });
        var e = await Assert.ThrowsAsync<ContactCenterException>(() => AnswerAsync(200, body, c => c.RequestChatAsync(Opening, null, default)));
        Assert.Equal(ContactCenterFault.Refused, e.Fault);
    }

    [Theory]
    [InlineData(200, """{"statusCode":6,"statusMessage":"x"}""", ContactCenterFault.ChatGone)]
    [InlineData(404, "not here", ContactCenterFault.ChatGone)]
    [InlineData(410, "gone", ContactCenterFault.ChatGone)]
    [InlineData(410, "", ContactCenterFault.ChatGone)]
    [InlineData(409, """{"statusCode":2}""", ContactCenterFault.NotNow)]
    [InlineData(400, """{"statusCode":10}""", ContactCenterFault.Refused)]
    [InlineData(400, "bad, and so are the reads", ContactCenterFault.NotNow)]
    [InlineData(401, """{"statusCode":20}""", ContactCenterFault.NotNow)]
    [InlineData(403, "no", ContactCenterFault.NotNow)]
    [InlineData(302, "", ContactCenterFault.NotNow)]
    [InlineData(429, "", ContactCenterFault.Busy)]
    [InlineData(500, "boom", ContactCenterFault.Unclear)]
    [InlineData(500, """{"statusCode":0}""", ContactCenterFault.Unclear)]
    [InlineData(503, """{"statusCode":4}""", ContactCenterFault.Unclear)]
    [InlineData(200, "<html>", ContactCenterFault.Unclear)]
    [InlineData(200, "[]", ContactCenterFault.Unclear)]
    [InlineData(200, """{"statusCode":4}""", ContactCenterFault.Unclear)]
    public async Task SendMessage_AnsweredOtherwise_SaysWhatItMeans(int status, string body, ContactCenterFault fault)
    {
        var e = await Assert.ThrowsAsync<ContactCenterException>(() => AnswerAsync(status, body, c => Send(c)));
        Assert.Equal(fault, e.Fault);
        Assert.Equal(fault == ContactCenterFault.ChatGone, e.ChatIsGone);
        Assert.Equal(fault is ContactCenterFault.Busy or ContactCenterFault.NotNow, e.RepeatIsSafe);
    }

    [Fact]
    public async Task SendMessage_WithRetryAfter_SaysWhen()
    {
        await using var stub = await StubServer.StartAsync(context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "7";
            return Task.CompletedTask;
        });
        var e = await Assert.ThrowsAsync<ContactCenterException>(() => Send(Center(stub.Address)));
        Assert.Equal(TimeSpan.FromSeconds(7), e.RetryAfter);
    }

    [Fact]
    public async Task GetMessages_WithEverySlip_GivesWhatACustomerMaySee()
    {
        const string Body = """
            {"statusCode":0,"chat":{"state":"Chatting"},"messages":[
              {"index":9,"type":"Text","from":{"nickname":"Agnes","participantId":2,"type":"Agent"},"text":"hi"},
              {"index":3,"type":"ParticipantJoined","from":{"nickname":"Ann","participantId":"1","type":"Customer"}},
              {"index":4,"type":"Text","from":{"nickname":"Agnes","participantId":2,"type":"Agent"},"text":"secret","visibility":"Agents"},
              {"index":"5","type":"SomethingNew","from":{"nickname":"Bot","type":"Robot"},"text":"new"},
              {"index":6,"type":"SomethingElse","from":null},
              {"index":7,"type":"CustomNotice","from":{"nickname":"S","participantId":null,"type":"External"},"noticeText":"note"},
              {"index":8,"type":"PushUrl","from":{"nickname":"Agnes","participantId":2,"type":"Agent"},"url":"https://x"},
              {"index":9,"type":"Text","from":{"nickname":"Agnes","participantId":2,"type":"Agent"},"text":"hi"}
            ]}
            """;
        var messages = (await AnswerAsync(200, Body, c => c.ReadAsync(Handle, UpstreamPosition.Start, default))).Messages;

        Assert.Equal([3, 5, 7, 8, 9], messages.Select(m => m.Index));
        Assert.Equal(new UpstreamMessage(9, EntryType.Text, new("Agnes", "2", ParticipantType.Agent), "hi"), messages[^1]);
        Assert.Equal(new UpstreamMessage(5, EntryType.Notice, new("Bot", "", ParticipantType.External), "new"), messages[1]);
        Assert.Equal("note", messages[2].Text);
        Assert.Equal("https://x", messages[3].Url);
    }

    [Fact]
    public async Task GetChat_ANumericParticipantId_IsRead()
    {
        var chat = await AnswerAsync(
            200, """{"statusCode":0,"messages":[],"chat":{"id":"1","state":"Chatting","participants":[{"nickname":"A","participantId":7,"type":"Agent"}]}}""",
            c => c.ReadAsync(Handle, UpstreamPosition.Start, default));
        Assert.Equal(new Participant("A", "7", ParticipantType.Agent), Assert.Single(chat.Participants!.Value));
    }

    [Fact]
    public async Task DroppedConnection_OnAGet_IsTriedAgainAndOnAPostNever()
    {
        var calls = new ConcurrentQueue<string>();
        await using var stub = await StubServer.StartAsync(async context =>
        {
            var call = $"{context.Request.Method} {context.Request.Path}";
            var isFirst = !calls.Contains(call);
            calls.Enqueue(call);
            if (isFirst)
            {
                context.Abort();
                return;
            }

            await context.Response.WriteAsync("""{"statusCode":0,"chat":{"state":"Chatting"},"messages":[]}""");
        });
        var center = Center(stub.Address);

        await center.ReadAsync(Handle, UpstreamPosition.Start, default);
        var e = await Assert.ThrowsAsync<ContactCenterException>(() => Send(center));

        Assert.Equal(ContactCenterFault.NoAnswer, e.Fault);
        Assert.Equal(
            ["GET /api/v2/me/chat/1", "GET /api/v2/me/chat/1", "GET /api/v2/me/chat/1/messages", "GET /api/v2/me/chat/1/messages", "POST /api/v2/me/chat/1"],
            calls.Order());
    }

    [Fact]
    public async Task NoServer_AtAll_WasNeverReached()
    {
        Uri address;
        await using (var stub = await StubServer.StartAsync(_ => Task.CompletedTask))
        {
            address = stub.Address;
        }

        var e = await Assert.ThrowsAsync<ContactCenterException>(() => Send(Center(address)));
        Assert.Equal(ContactCenterFault.NotReached, e.Fault);
    }

    [Fact]
    public async Task Hang_LongerThanTheTimeout_IsNoAnswer()
    {
        await using var stub = await StubServer.StartAsync(context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        var e = await Assert.ThrowsAsync<ContactCenterException>(() => Send(Center(stub.Address, ("Timeout", "00:00:01"))));
        Assert.Equal(ContactCenterFault.NoAnswer, e.Fault);
    }

    [Fact]
    public void Settings_HalfFilled_NameEveryFaultAtOnce()
    {
        var e = Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(() =>
            Center(null, ("ChatsPath", "chats"), ("Timeout", "00:01:00"), ("AllowedOrigins:0", "*"), ("AllowedOrigins:1", "https://ok.example")));
        Assert.Equal(3, e.Failures.Count());
    }

    /// <summary>A limit for opening that is too short would leave one chat after the other in the agents' queue.</summary>
    [Theory]
    [InlineData("00:00:29.9", false)]
    [InlineData("00:00:30", true)]
    [InlineData("00:02:00", true)]
    [InlineData("00:02:00.1", false)]
    public void OpenTimeout_OutsideItsRange_IsRefused(string limit, bool isTaken)
    {
        var refusal = Record.Exception(() => Center(null, ("OpenTimeout", limit)));
        Assert.Equal(isTaken, refusal is null);
        Assert.True(isTaken || refusal!.Message.Contains("OpenTimeout must be between 00:00:30 and 00:02:00", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://shop.example", "https://shop.example", true)]
    [InlineData("https://shop.example", "https://SHOP.example:443", true)]
    [InlineData("https://shop.example", "http://shop.example", false)]
    [InlineData("https://shop.example", "https://shop.example:444", false)]
    [InlineData("https://shop.example", "https://shop.example.evil", false)]
    [InlineData("https://*.example.com", "https://a.b.example.com", true)]
    [InlineData("https://*.example.com", "https://example.com", false)]
    [InlineData("https://*.example.com", "https://evilexample.com", false)]
    [InlineData("http://localhost:*", "http://localhost:5173", true)]
    [InlineData("http://localhost:*", "http://localhost.evil:5173", false)]
    [InlineData("https://shop.example", "null", false)]
    public void Origin_AgainstAPattern_MatchesOrNot(string pattern, string origin, bool matches)
    {
        Assert.True(OriginPattern.TryParse(pattern, out var parsed));
        Assert.Equal(matches, parsed.Matches(origin));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("https://*")]
    [InlineData("https://*.com")]
    [InlineData("http://*.example.com")]
    [InlineData("https://example.com:*")]
    [InlineData("https://example.com/")]
    [InlineData("https://example.com/path")]
    [InlineData("ftp://example.com")]
    public void Origin_APatternTooWide_IsRefused(string pattern) => Assert.False(OriginPattern.TryParse(pattern, out _));

    [Fact]
    public async Task Messages_OfManyMegabytes_AreRead()
    {
        var text = new string('x', 12 * 1024 * 1024);
        var messages = await AnswerAsync(
            200, $$$"""{"statusCode":0,"chat":{"state":"Chatting"},"messages":[{"index":1,"type":"Text","text":"{{{text}}}","from":{"nickname":"Agnes","participantId":"2","type":"Agent"}}]}""",
            c => c.ReadAsync(Handle, UpstreamPosition.Start, default));
        Assert.Equal(text, Assert.Single(messages.Messages).Text);
    }

    [Fact]
    public async Task RequestChat_AnsweredLaterThanTheTimeout_HasALimitOfItsOwn()
    {
        var time = new FakeTimeProvider();
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var stub = await StubServer.StartAsync(async context =>
        {
            asked.TrySetResult();
            await answer.Task;
            await context.Response.WriteAsync("""{"statusCode":0,"id":"1","path":"/api/v2/me/chat/1"}""");
        });
        var center = Center(stub.Address, time);

        var opening = center.RequestChatAsync(Opening, null, default);
        await asked.Task;
        time.Advance(TimeSpan.FromSeconds(29));
        answer.SetResult();

        Assert.Equal(Handle, await opening);
        Assert.Equal(TimeSpan.FromSeconds(30), center.OpenTimeout);
    }

    [Fact]
    public async Task EveryRequest_CarriesTheHeadersOfTheSettings()
    {
        var seen = new ConcurrentQueue<string>();
        await using var stub = await StubServer.StartAsync(context =>
        {
            seen.Enqueue($"{context.Request.Method} {context.Request.Headers["apikey"]} {context.Request.Headers["x-client_id"]} {context.Request.Headers["ContactCenterId"]}");
            return context.Response.WriteAsync("""{"statusCode":0,"chat":{"id":"1","state":"Chatting"},"messages":[]}""");
        });
        var center = Center(stub.Address, ("Headers:apikey", "k 1"), ("Headers:0", "x-client_id: c"));

        await center.ReadAsync(Handle, UpstreamPosition.Start, default);
        await Send(center);

        Assert.Equal(["GET k 1 c cc-1", "GET k 1 c cc-1", "POST k 1 c cc-1"], seen);
    }

    [Theory]
    [InlineData("Host", "x")]
    [InlineData("contactcenterid", "x")]
    [InlineData("Content-Length", "1")]
    [InlineData("a b", "x")]
    [InlineData("apikey", "a\r\nb")]
    [InlineData("apikey", "")]
    [InlineData("0", "no colon")]
    [InlineData("0", "Host: x")]
    public void Settings_WithAHeaderThatCanNotBeSent_AreRefused(string name, string value) =>
        Assert.Throws<OptionsValidationException>(() => Center(null, ($"Headers:{name}", value)));

    [Fact]
    public void Settings_WithAHeaderTwice_NameTheSettingAndNotItsValue()
    {
        var e = Assert.Throws<OptionsValidationException>(() => Center(null, ("Headers:apikey", "k"), ("Headers:0", "ApiKey: secret"), ("Headers:1", "a secret: x")));

        Assert.Contains("Headers:apikey: another", e.Message + string.Concat(e.Failures), StringComparison.Ordinal);
        Assert.Contains("Headers:1: the name must be", e.Message + string.Concat(e.Failures), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
    }

    /// <summary>What the first request of a process waits for before it is sent does not count: so a chat was opened again and again.</summary>
    [Fact]
    public async Task RequestChat_WhoseClientTakesLongToBeMade_HasAllItsTime()
    {
        var time = new FakeTimeProvider();
        await using var stub = await StubServer.StartAsync(context => context.Response.WriteAsync("""{"statusCode":0,"id":"1","path":"/api/v2/me/chat/1"}"""));
        var center = Center(stub.Address, time, () =>
        {
            time.Advance(TimeSpan.FromSeconds(31));
            return new SocketsHttpHandler();
        });

        Assert.Equal(Handle, await center.RequestChatAsync(Opening, null, default));
    }

    /// <summary>The HTTP client passes it on as it is where the server resets a connection that is still being set up.</summary>
    [Fact]
    public async Task AConnection_ResetWhileItIsMade_IsAReadMadeAgainAndAPostInDoubt()
    {
        var calls = 0;
        var center = Center(null, TimeProvider.System, () => new FailingHandler(() =>
        {
            Interlocked.Increment(ref calls);
            throw new SocketException((int)SocketError.NotConnected);
        }));

        Assert.Equal(ContactCenterFault.NoAnswer, (await Assert.ThrowsAsync<ContactCenterException>(() => center.ReadAsync(Handle, UpstreamPosition.Start, default))).Fault);
        Assert.Equal(4, calls);
        Assert.Equal(ContactCenterFault.NoAnswer, (await Assert.ThrowsAsync<ContactCenterException>(() => Send(center))).Fault);
        Assert.Equal(5, calls);
    }

    [Fact]
    public async Task SendMessage_AnsweredLaterThanTheTimeout_IsGivenUp()
    {
        var time = new FakeTimeProvider();
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var stub = await StubServer.StartAsync(async _ =>
        {
            asked.TrySetResult();
            await answer.Task;
        });
        var sending = Send(Center(stub.Address, time));
        await asked.Task;
        time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal(ContactCenterFault.NoAnswer, (await Assert.ThrowsAsync<ContactCenterException>(() => sending)).Fault);
        answer.SetResult();
    }

    private static Task Send(IContactCenter center) => center.SendMessageAsync(Handle, new(1, "x", Opening), default);

    private static async Task<T> AnswerAsync<T>(int status, string body, Func<IContactCenter, Task<T>> call)
    {
        await using var stub = await StubServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(body);
        });
        return await call(Center(stub.Address));
    }

    private static Task AnswerAsync(int status, string body, Func<IContactCenter, Task> call) =>
        AnswerAsync(status, body, async c =>
        {
            await call(c);
            return true;
        });

    private static IContactCenter Center(Uri? address, params (string Name, string Value)[] settings) => Center(address, TimeProvider.System, settings);

    private static IContactCenter Center(Uri? address, TimeProvider time, params (string Name, string Value)[] settings) => Center(address, time, null, settings);

    private static IContactCenter Center(Uri? address, TimeProvider time, Func<HttpMessageHandler>? handler, params (string Name, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(time);
        builder.Configuration.AddInMemoryCollection(
            settings.Append(("BaseAddress", address?.ToString() ?? "http://x")).Select(s => KeyValuePair.Create($"ContactCenters:cc-1:{s.Item1}", (string?)s.Item2)));
        builder.AddContactCenters();
        if (handler is not null)
        {
            builder.Services.AddHttpClient("contact-center").ConfigurePrimaryHttpMessageHandler(handler);
        }

        return builder.Build().Services.GetRequiredService<ContactCenterDirectory>().Find("CC-1")!;
    }
}
