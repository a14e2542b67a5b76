using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CustomerChat.Sandbox;

namespace CustomerChat.Tests.Sandbox;

/// <summary>The sandbox's Direct Line 3.0, by the pairs of request and answer that clients rely on.</summary>
public sealed class DirectLineTests : IAsyncLifetime
{
    private const string Secret = SandboxOptions.DefaultDirectLineSecret;

    private SandboxRig _rig = null!;
    private string _id = "";
    private string _token = "";

    public async Task InitializeAsync() => _rig = await SandboxRig.StartAsync();

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task Open_WithAToken_CanBeRepeated()
    {
        var generated = await PostAsync(200, "tokens/generate", Secret, new { user = new { id = "dl_1", name = "Ann" } });
        Assert.Equal(["conversationId", "token", "expires_in"], Names(generated));
        Assert.Equal(1_800, (int)generated["expires_in"]!);
        var (id, first) = ((string)generated["conversationId"]!, (string)generated["token"]!);
        AssertError("BadArgument", await GetAsync(404, $"conversations/{id}/activities", first));

        var opened = await PostAsync(201, "conversations", first);
        Assert.Equal(["conversationId", "token", "streamUrl", "expires_in"], Names(opened));
        Assert.StartsWith("ws://", (string)opened["streamUrl"]!, StringComparison.Ordinal);
        Assert.Equal(id, (string)opened["conversationId"]!);
        Assert.NotEqual(first, (string)opened["token"]!);
        Assert.Equal(id, (string)(await PostAsync(200, "conversations", first))["conversationId"]!);
        var chat = Assert.Single((await _rig.AgentGetAsync("/api/v2/me/chats"))["chats"]!.AsArray())!;
        Assert.Equal(("Ann", "WaitingForAgent", id), ((string)chat["nickname"]!, (string)chat["state"]!, (string)chat["id"]!));

        // Only the token got at the start may send.
        AssertError("BadArgument", await PostAsync(403, $"conversations/{id}/activities", first, Message("Hi")));
        await PostAsync(200, $"conversations/{id}/activities", (string)opened["token"]!, Message("Hi"));
    }

    [Fact]
    public async Task Open_WithTheSecret_IsAnotherConversationEachTime()
    {
        var one = await PostAsync(201, "conversations", Secret);
        var two = await PostAsync(201, "conversations", Secret);
        Assert.NotEqual((string)one["conversationId"]!, (string)two["conversationId"]!);
        AssertError("BadArgument", await PostAsync(400, "tokens/generate", Secret, new { user = new { id = "1" } }));
        AssertError("BadArgument", await PostAsync(403, "tokens/generate", (string)one["token"]!));
        AssertError("BadArgument", await PostAsync(403, "tokens/refresh", Secret));
    }

    [Fact]
    public async Task Send_ThenRead_GivesTheWholeActivity()
    {
        await OpenAsync();
        var data = new JsonObject
        {
            ["clientActivityID"] = "t1",
            ["channelType"] = "relay",
            ["conversationContext"] = new JsonObject { ["subject"] = "shoes" },
            ["customercontext"] = new JsonObject { ["email"] = "a@example.com" },
        };
        var posted = await SendAsync(200, new JsonObject
        {
            ["type"] = "message",
            ["id"] = "mine",
            ["from"] = new JsonObject { ["id"] = "else", ["name"] = "Anna" },
            ["text"] = "Hi",
            ["channelData"] = data.DeepClone(),
        });
        Assert.Equal($"{_id}|0000000", (string)posted["id"]!);

        var read = await ReadAsync();
        var activity = Assert.Single(read["activities"]!.AsArray())!;
        Assert.Equal(($"{_id}|0000000", "message", "Hi"), ((string)activity["id"]!, (string)activity["type"]!, (string)activity["text"]!));
        Assert.Equal(("dl_1", "Ann", "user"), ((string)activity["from"]!["id"]!, (string)activity["from"]!["name"]!, (string)activity["from"]!["role"]!));
        Assert.True(JsonNode.DeepEquals(data, activity["channelData"]));
        Assert.Equal("2023-11-14T22:13:20.0000000Z", (string)activity["timestamp"]!);
        Assert.Equal("0", (string)read["watermark"]!);
        await AssertReadAsync("0", "0");

        // The context of the first message is the customer's data.
        var chat = (await _rig.AgentGetAsync($"/api/v2/me/chats/{_id}"))["chat"]!;
        Assert.Equal(("relay", "shoes", "a@example.com"), ((string)chat["userData"]!["channel"]!, (string)chat["userData"]!["subject"]!, (string)chat["userData"]!["email"]!));
        Assert.Equal("Text Customer Hi", (await _rig.DeskAsync(_id))[^1]);
    }

    [Fact]
    public async Task Send_WhoseBotFails_IsLoggedOrNot()
    {
        await OpenAsync();
        await _rig.FailAsync(new { operation = "directline:postActivity", kind = "BotError", afterEffect = true });
        AssertError("BotError", await SendAsync(502, Message("logged")));
        await AssertReadAsync("", "0", "message user logged");

        await _rig.FailAsync(new { operation = "directline:postActivity", kind = "BotError" });
        AssertError("BotError", await SendAsync(502, Message("not logged")));
        await AssertReadAsync("0", "0");
    }

    [Fact]
    public async Task Send_WithALateAnswer_IsReadBeforeIt()
    {
        await OpenAsync();
        await _rig.FailAsync(new { operation = "directline:postActivity", afterEffect = true, delayMilliseconds = 20_000 });
        var late = SendAsync(200, Message("t3"));
        while ((await ReadAsync())["activities"]!.AsArray().Count == 0)
        {
            Assert.False(late.IsCompleted);
        }

        await AssertReadAsync("", "0", "message user t3");
        while (!late.IsCompleted)
        {
            _rig.Time.Advance(TimeSpan.FromSeconds(20));
            await Task.Yield();
        }

        Assert.Equal($"{_id}|0000000", (string)(await late)["id"]!);
    }

    [Fact]
    public async Task Send_WhoseAnswerIsLost_IsInTheLog_AndOneCutBeforeIsNot()
    {
        await OpenAsync();
        await _rig.FailAsync(new { operation = "directline:postActivity", drop = true, afterEffect = true });
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => SendAsync(200, Message("stored")));
        await _rig.FailAsync(new { operation = "directline:*", drop = true });
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => SendAsync(200, Message("not stored")));

        await AssertReadAsync("", "0", "message user stored");
        Assert.Equal(["ParticipantJoined Customer", "Text Customer stored"], await _rig.DeskAsync(_id));
    }

    [Fact]
    public async Task Read_OfMoreThanAPage_IsDoneInSeveral()
    {
        await using var small = await SandboxRig.StartAsync(("DirectLinePageSize", "2"));
        await _rig.DisposeAsync();
        _rig = small;
        await OpenAsync();
        foreach (var text in new[] { "a", "b", "c" })
        {
            await SayAsync(new { type = "message", from = new { id = "bot", role = "bot" }, text });
        }

        await AssertReadAsync("", "1", "message bot a", "message bot b");
        await AssertReadAsync("1", "2", "message bot c");
        await AssertReadAsync("2", "2");
        await _rig.FailAsync(new { operation = "directline:getActivities", kind = "NullWatermark" });
        await AssertReadAsync("1", null, "message bot c");

        // A watermark may look like anything.
        await _rig.FailAsync(new { operation = "directline:getActivities", kind = "OddWatermark" });
        var odd = (string)(await ReadAsync("1"))["watermark"]!;
        Assert.False(long.TryParse(odd, CultureInfo.InvariantCulture, out _));
        await AssertReadAsync(odd, "2");
        AssertError("BadArgument", await GetAsync(400, $"conversations/{_id}/activities?watermark=x", _token));
    }

    [Fact]
    public async Task LogReset_StartsIdsAnew_AndLosesNothingUnread()
    {
        await OpenAsync();
        for (var i = 0; i < 8; i++)
        {
            await SendAsync(200, Message($"old {i}"));
        }

        var old = (await ReadAsync())["activities"]!.AsArray();
        await AssertReadAsync("6", "7", "message user old 7");
        await _rig.FailAsync(new { operation = "directline:postActivity", kind = "LogReset" });
        Assert.Equal($"{_id}|0000000", (string)(await SendAsync(200, Message("new")))["id"]!);
        await AssertReadAsync("7", "7");
        await AssertReadAsync("", "0", "message user new");

        // The same id again, at another time.
        var first = (await ReadAsync())["activities"]![0]!;
        Assert.Equal((string)old[0]!["id"]!, (string)first["id"]!);
        Assert.NotEqual((string)old[0]!["timestamp"]!, (string)first["timestamp"]!);

        await SendAsync(200, Message("unread"));
        await _rig.FailAsync(new { operation = "directline:reconnect", kind = "LogReset" });
        await GetAsync(200, $"conversations/{_id}?watermark=0", _token);
        await AssertReadAsync("", "0", "message user unread");
        Assert.Equal(10, (await _rig.DeskAsync(_id)).Count(e => e.StartsWith("Text", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Replay_GivesEverythingAgain()
    {
        await OpenAsync();
        await SendAsync(200, Message("a"));
        await SendAsync(200, Message("b"));
        await AssertReadAsync("1", "1");
        await _rig.FailAsync(new { operation = "directline:getActivities", kind = "Replay" });

        await AssertReadAsync("1", "1", "message user a", "message user b");
        await AssertReadAsync("1", "1");
    }

    [Fact]
    public async Task Token_ThatExpired_IsReplacedWithTheSecret()
    {
        await OpenAsync();
        var old = _token;
        _rig.Time.Advance(TimeSpan.FromMinutes(15));
        var half = await PostAsync(200, "tokens/refresh", old);
        Assert.Equal(["conversationId", "token", "expires_in"], Names(half));
        Assert.Equal((_id, 1_800), ((string)half["conversationId"]!, (int)half["expires_in"]!));
        _rig.Time.Advance(TimeSpan.FromMinutes(16));
        AssertError("TokenExpired", await GetAsync(403, $"conversations/{_id}/activities", old));
        await GetAsync(200, $"conversations/{_id}/activities", (string)half["token"]!);

        _rig.Time.Advance(TimeSpan.FromMinutes(31));
        AssertError("TokenExpired", await PostAsync(403, "tokens/refresh", old));
        AssertError("TokenExpired", await PostAsync(403, "conversations", old));
        var again = await GetAsync(200, $"conversations/{_id}", Secret);
        Assert.Equal(["conversationId", "token", "streamUrl"], Names(again));
        _token = (string)again["token"]!;
        await SendAsync(200, Message("goes on"));
        await AssertReadAsync("", "0", "message user goes on");

        // Direct Line drops nobody who is silent.
        Assert.Equal("WaitingForAgent", (string)(await _rig.AgentGetAsync($"/api/v2/me/chats/{_id}"))["chat"]!["state"]!);
    }

    [Fact]
    public async Task Token_OfAShorterLife_ExpiresThen()
    {
        await using var rig = await SandboxRig.StartAsync(("DirectLineTokenLife", "00:01:00"));
        await _rig.DisposeAsync();
        _rig = rig;
        await OpenAsync();
        await _rig.FailAsync(new { operation = "directline:getActivities", kind = "TokenExpired" });
        AssertError("TokenExpired", await GetAsync(403, $"conversations/{_id}/activities", _token));
        await AssertReadAsync("", "");
        _rig.Time.Advance(TimeSpan.FromMinutes(1));
        AssertError("TokenExpired", await GetAsync(403, $"conversations/{_id}/activities", _token));
    }

    [Fact]
    public async Task Limits_AndWrongCredentials_HaveTheirErrors()
    {
        await OpenAsync();
        await _rig.FailAsync(new { operation = "directline:getActivities", status = 429, retryAfterSeconds = 7 });
        using (var request = Request(HttpMethod.Get, $"conversations/{_id}/activities", _token))
        using (var busy = await _rig.Http.SendAsync(request))
        {
            Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(7)), (busy.StatusCode, busy.Headers.RetryAfter!.Delta));
        }

        AssertError("MessageSizeTooBig", await SendAsync(413, Message(new string('x', 300_000))));
        AssertError("BadArgument", await PostAsync(401, "conversations", Secret + "x"));
        AssertError("BadArgument", await PostAsync(401, "conversations", null));
        AssertError("BadArgument", await GetAsync(404, "conversations/V9/activities", Secret));
        AssertError("BadArgument", await GetAsync(403, "conversations/V9/activities", _token));
        AssertError("BadArgument", await GetAsync(404, $"conversations/{_id}/activities", SandboxOptions.DefaultBotSecret));
        AssertError("MissingProperty", await SendAsync(400, new JsonObject { ["text"] = "x" }));
        AssertError("MissingProperty", await PostAsync(400, $"conversations/{_id}/activities", Secret, new { type = "message", text = "x" }));
        foreach (var body in new[] { "not json", "[]", """{"type":"message","type":"event"}""", """{"type":1}""", "" })
        {
            using var request = Request(HttpMethod.Post, $"conversations/{_id}/activities", _token, new StringContent(body));
            using var bad = await _rig.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        }

        await AssertReadAsync("", "");
        using var forget = await _rig.Http.DeleteAsync("/sandbox/chats");
        AssertError("BadArgument", await GetAsync(404, $"conversations/{_id}/activities", Secret));
    }

    [Fact]
    public async Task Faults_OfGateways_AreAnsweredAsAsked()
    {
        await OpenAsync();
        await _rig.FailAsync(new { operation = "directline:*", html = true });
        using (var request = Request(HttpMethod.Get, $"conversations/{_id}/activities", _token))
        using (var page = await _rig.Http.SendAsync(request))
        {
            Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType!.MediaType));
        }

        foreach (var (status, code) in new[] { (500, "ServiceError"), (504, "BotError"), (403, "BadArgument"), (409, "BadArgument") })
        {
            await _rig.FailAsync(new { operation = "*", status });
            AssertError(code, await PostAsync(status, "conversations", Secret));
        }

        await _rig.FailAsync(new { operation = "directline:upload", status = 403, body = """{"a":1}""" });
        await AssertReadAsync("", "");
        Assert.Equal(1, (int)(await PostAsync(403, $"conversations/{_id}/upload?userId=dl_1", _token))["a"]!);
        using var unknown = await _rig.Http.PostAsJsonAsync("/sandbox/faults", new { operation = "*", kind = "Dance" });
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
    }

    [Fact]
    public async Task Agent_JoinsWritesSendsAndEnds_InTheLogsWords()
    {
        await OpenAsync();
        await _rig.AgentAsync(_id, "Accept", new { nickname = "Kate" });
        await _rig.AgentAsync(_id, "SendStartTypingNotification");
        await _rig.AgentAsync(_id, "SendMessage", new { text = "Hello" });
        await _rig.AgentAsync(_id, "SendToAgents", new { text = "secret" });
        await _rig.AgentAsync(_id, "SendUrl", new { url = "https://shop.example/" });
        await _rig.AgentAsync(_id, "Transfer", new { targetUri = "users/agent2" });
        await _rig.AgentAsync(_id, "Accept", new { nickname = "Tom" }, "agent2");
        await _rig.AgentAsync(_id, "SendMessage", new { text = "Bye" }, "agent2");
        await _rig.AgentAsync(_id, "Complete", agent: "agent2");

        await AssertReadAsync(
            "", "5", "event bot handoff.status accepted", "message bot Hello", "message bot https://shop.example/", "event bot handoff.status accepted", "message bot Bye", "endOfConversation bot");
        Assert.Equal("Kate", (string)(await ReadAsync())["activities"]![1]!["from"]!["name"]!);
        AssertError("BadArgument", await SendAsync(400, Message("too late")));
        await AssertReadAsync("5", "5");
    }

    [Fact]
    public async Task Agent_WithAutomatedMessages_JoinsAndLeavesInTexts()
    {
        await using var rig = await SandboxRig.StartAsync(("DirectLineAutomatedMessages", "true"));
        await _rig.DisposeAsync();
        _rig = rig;
        await OpenAsync();
        await _rig.AgentAsync(_id, "Accept", new { nickname = "Kate" });
        await _rig.AgentAsync(_id, "Complete");

        await AssertReadAsync("", "2", "message bot Kate has joined the conversation.", "message bot Kate has left the conversation.", "endOfConversation bot");
    }

    [Fact]
    public async Task Customer_Ends_AndReadsOn()
    {
        await OpenAsync();
        await _rig.AgentAsync(_id, "Accept");
        await SendAsync(200, new JsonObject { ["type"] = "typing", ["from"] = new JsonObject { ["id"] = "dl_1" } });
        Assert.Equal($"{_id}|0000002", (string)(await SendAsync(200, new JsonObject { ["type"] = "endOfConversation", ["from"] = new JsonObject { ["id"] = "dl_1" } }))["id"]!);

        // Typing takes a number, and is in no log.
        await AssertReadAsync("", "2", "event bot handoff.status accepted", "endOfConversation user");
        AssertError("BadArgument", await SendAsync(400, Message("too late")));
        Assert.Equal(
            ["ParticipantJoined Customer", "ParticipantJoined Agent", "TypingStarted Customer", "ParticipantLeft Customer", "ParticipantLeft Agent"], await _rig.DeskAsync(_id));
    }

    [Fact]
    public async Task AnyActivity_OfTheOtherSide_IsGivenAsItIs()
    {
        await OpenAsync();
        var tags = """{"type":"Escalate","context":{}}""";
        var whole = """{"tags":{"deliveryMode":"bridged"},"command":{"type":"EndConversation","value":"x"}}""";
        await SayAsync(new { type = "event", name = "handoff.initiate", from = new { id = "bot", role = "bot" }, value = new { va_Scope = "bot" } });
        await SayAsync(new { type = "event", name = "handoff.status", from = new { id = "bot", role = "bot" }, value = new { state = "accepted" } });
        await SayAsync(new { type = "message", from = new { id = "bot", role = "bot" }, text = "control", channelData = new { tags } });
        await SayAsync(new { type = "message", from = new { id = "bot", role = "bot" }, text = "control", channelData = whole });
        await SayAsync(new { type = "message", from = new { id = "made-up", role = "user" }, text = "echo", channelData = new { clientActivityID = "t1" } });
        await SayAsync(new { type = "message", from = new { id = "bot", role = "bot" }, attachments = new[] { new { contentType = "image/png", contentUrl = "https://shop.example/a.png" } } });
        await SayAsync(new { type = "endOfConversation", from = new { id = "bot", role = "bot" } });

        await AssertReadAsync(
            "", "6", "event bot handoff.initiate", "event bot handoff.status accepted", "message bot control", "message bot control", "message user echo", "message bot", "endOfConversation bot");
        var activities = (await ReadAsync())["activities"]!;
        Assert.Equal(tags, (string)activities[2]!["channelData"]!["tags"]!);
        Assert.Equal(whole, (string)activities[3]!["channelData"]!);
        AssertError("BadArgument", await SendAsync(400, Message("too late")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Upload_RawOrInParts_IsAnActivityWithLinks(bool inParts)
    {
        await OpenAsync();
        using HttpContent content = inParts ? Parts() : Raw();
        using var request = Request(HttpMethod.Post, $"conversations/{_id}/upload?userId=dl_1", _token, content);
        using var response = await _rig.Http.SendAsync(request);
        Assert.Equal($"{_id}|0000000", (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["id"]!);

        var activity = Assert.Single((await ReadAsync())["activities"]!.AsArray())!;
        var attachment = Assert.Single(activity["attachments"]!.AsArray())!;
        Assert.Equal(("note.txt", "text/plain"), ((string)attachment["name"]!, (string)attachment["contentType"]!));
        Assert.Equal(inParts ? "see" : null, (string?)activity["text"]);
        Assert.Equal("hello", await _rig.Http.GetStringAsync((string)attachment["contentUrl"]!));
        Assert.Equal($"PushUrl Customer {attachment["contentUrl"]}", (await _rig.DeskAsync(_id))[^1]);
        _rig.Time.Advance(TimeSpan.FromHours(25));
        using var gone = await _rig.Http.GetAsync((string)attachment["contentUrl"]!);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);

        static StringContent Raw() => new("hello", new MediaTypeHeaderValue("text/plain"))
        {
            Headers = { ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = "note.txt" } },
        };

        static MultipartFormDataContent Parts() => new()
        {
            { new StringContent("""{"type":"message","from":{"id":"dl_1"},"text":"see"}""", new MediaTypeHeaderValue("application/vnd.microsoft.activity")), "activity", "blob" },
            { new StringContent("hello", new MediaTypeHeaderValue("text/plain")), "file", "note.txt" },
        };
    }

    [Fact]
    public async Task Upload_WithoutUserOrWithoutAFile_IsRefused()
    {
        await OpenAsync();
        AssertError("MissingProperty", await PostAsync(400, $"conversations/{_id}/upload", _token, new { a = 1 }));
        using var content = new MultipartFormDataContent { { new StringContent("{}", new MediaTypeHeaderValue("application/vnd.microsoft.activity")), "activity" } };
        using var request = Request(HttpMethod.Post, $"conversations/{_id}/upload?userId=dl_1", _token, content);
        using var response = await _rig.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        await AssertReadAsync("", "");
    }

    [Fact]
    public async Task Bot_GreetsEchoesHandsOffAndEnds()
    {
        var opened = await PostAsync(201, "conversations", SandboxOptions.DefaultBotSecret, new { user = new { id = "dl_1", name = "Ann" } });
        (_id, _token) = ((string)opened["conversationId"]!, (string)opened["token"]!);
        await AssertReadAsync("", "0", "message bot Hello, I am a bot. How can I help you?");
        Assert.Equal(["Opening hours", "Talk to an agent"], (await ReadAsync())["activities"]![0]!["suggestedActions"]!["actions"]!.AsArray().Select(a => (string)a!["value"]!));

        var posted = await SendAsync(200, Message("Hi"));
        await AssertReadAsync("0", "2", "message user Hi", "message bot You said: Hi");
        Assert.Equal((string)posted["id"]!, (string)(await ReadAsync("1"))["activities"]![0]!["replyToId"]!);

        await SendAsync(200, Message("an Agent, please"));
        await AssertReadAsync("2", "5", "message user an Agent, please", "message bot One moment, I am looking for an agent.", "event bot handoff.initiate");
        var context = (await ReadAsync("4"))["activities"]![0]!["value"]!;
        Assert.Equal(("an Agent, please", _id), ((string)context["va_LastPhrases"]!, (string)context["va_ConversationId"]!));
        Assert.Equal(["Hi", "an Agent, please"], context["va_Phrases"]!.AsArray().Select(p => (string)p!));

        // While an agent has the customer, the bot is silent.
        await SendAsync(200, Status("accepted"));
        await SendAsync(200, Message("to the agent"));
        await SendAsync(200, Status("completed"));
        await AssertReadAsync("5", "8", "event user handoff.status accepted", "message user to the agent", "event user handoff.status completed");
        await SendAsync(200, Message("Bye!"));
        await AssertReadAsync("8", "11", "message user Bye!", "message bot Goodbye.", "endOfConversation bot");
        AssertError("BadArgument", await SendAsync(400, Message("too late")));
        Assert.Empty((await _rig.AgentGetAsync("/api/v2/me/chats"))["chats"]!.AsArray());

        static JsonObject Status(string state) => new()
        {
            ["type"] = "event",
            ["name"] = "handoff.status",
            ["from"] = new JsonObject { ["id"] = "dl_1" },
            ["value"] = new JsonObject { ["state"] = state },
        };
    }

    [Theory]
    [InlineData("http://127.0.0.1:0", true)]
    [InlineData("http://*:0", false)]
    [InlineData("http://127.0.0.1:0;http://*:0", false)]
    public async Task Secrets_ThatEverybodyKnows_AreForLoopbackOnly(string urls, bool taken)
    {
        await using var rig = await SandboxRig.StartAsync(("Urls", urls));
        foreach (var secret in new[] { Secret, SandboxOptions.DefaultBotSecret })
        {
            using var request = Request(HttpMethod.Post, "conversations", secret);
            using var response = await rig.Http.SendAsync(request);
            Assert.Equal(taken ? HttpStatusCode.Created : HttpStatusCode.Unauthorized, response.StatusCode);
        }
    }

    private async Task OpenAsync()
    {
        var opened = await PostAsync(201, "conversations", Secret, new { user = new { id = "dl_1", name = "Ann" } });
        (_id, _token) = ((string)opened["conversationId"]!, (string)opened["token"]!);
    }

    private static JsonObject Message(string text) => new() { ["type"] = "message", ["from"] = new JsonObject { ["id"] = "dl_1", ["name"] = "Ann" }, ["text"] = text };

    private Task<JsonNode> SendAsync(int status, JsonObject activity) => PostAsync(status, $"conversations/{_id}/activities", _token, activity);

    /// <summary>The other side says something, in its own words.</summary>
    private async Task SayAsync(object activity)
    {
        using var response = await _rig.Http.PostAsJsonAsync($"/sandbox/directline/{_id}/activities", activity);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private Task<JsonNode> ReadAsync(string watermark = "") => GetAsync(200, $"conversations/{_id}/activities?watermark={Uri.EscapeDataString(watermark)}", _token);

    /// <summary>Reads, and compares activities as <c>type role text</c>.</summary>
    private async Task AssertReadAsync(string watermark, string? next, params string[] activities)
    {
        var read = await ReadAsync(watermark);
        Assert.Equal(activities, read["activities"]!.AsArray()
            .Select(a => string.Join(' ', new[] { (string?)a!["type"], (string?)a["from"]!["role"], (string?)(a["text"] ?? a["name"]), a["value"] is JsonObject v ? (string?)v["state"] : null }.Where(p => p is not null))));
        Assert.Equal(next, (string?)read["watermark"]);
    }

    private Task<JsonNode> GetAsync(int status, string path, string? bearer) => CallAsync(status, Request(HttpMethod.Get, path, bearer));

    private Task<JsonNode> PostAsync(int status, string path, string? bearer, object? body = null) =>
        CallAsync(status, Request(HttpMethod.Post, path, bearer, body is null ? null : JsonContent.Create(body)));

    private async Task<JsonNode> CallAsync(int status, HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await _rig.Http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(status == (int)response.StatusCode, $"{(int)response.StatusCode} {text}");
            return JsonNode.Parse(text)!;
        }
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string? bearer, HttpContent? content = null)
    {
        var request = new HttpRequestMessage(method, "/v3/directline/" + path) { Content = content };
        request.Headers.Authorization = bearer is null ? null : new AuthenticationHeaderValue("Bearer", bearer);
        return request;
    }

    private static IEnumerable<string> Names(JsonNode body) => body.AsObject().Select(p => p.Key);

    private static void AssertError(string code, JsonNode body) => Assert.Equal((code, 2), ((string)body["error"]!["code"]!, body["error"]!.AsObject().Count));
}
