using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace CustomerChat.Tests.Sandbox;

/// <summary>The sandbox's GMS Chat API v2, by the pairs of request and answer that clients rely on.</summary>
public sealed class GmsTests : IAsyncLifetime
{
    private const string Base = "/genesys/2/chat/svc";

    private SandboxRig _rig = null!;
    private string _chat = "";
    private Dictionary<string, string> _keys = [];

    public async Task InitializeAsync() => _rig = await SandboxRig.StartAsync();

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Theory]
    [InlineData(Base)]
    [InlineData(Base + "/")]
    [InlineData("/genesys/2//chat//svc//")]
    public async Task Open_WithOrWithoutSlashes_GivesTheChatAndTheOwnJoin(string path)
    {
        var reply = await PostAsync(path, [("nickname", "Ann"), ("subject", "x"), ("userData[TimeZone]", "120"), ("emailAddress", "a@example.com")]);

        AssertOk(reply, 2, "1 ParticipantJoined Client 1");
        Assert.All(["chatId", "userId", "secureKey", "alias"], name => Assert.NotEqual("", (string?)reply[name] ?? ""));
        Assert.Equal(1_700_000_000_000, (long)reply["messages"]![0]!["utcTime"]!);
        Assert.Equal("Ann", (string)reply["messages"]![0]!["from"]!["nickname"]!);
        var chat = (await _rig.AgentGetAsync("/api/v2/me/chats"))["chats"]![0]!;
        Assert.Equal(("Ann", "x", "svc", "120", "a@example.com"), ((string)chat["nickname"]!, (string)chat["subject"]!, (string)chat["queue"]!, (string)chat["userData"]!["TimeZone"]!, (string)chat["userData"]!["emailAddress"]!));
    }

    [Fact]
    public async Task Open_WithFirstAndLastNameInAMultipartForm_IsTakenToo()
    {
        using var form = new MultipartFormDataContent { { new StringContent("Ann"), "firstName" }, { new StringContent("Lee"), "lastName" } };
        using var response = await _rig.Http.PostAsync(Base, form);

        Assert.Equal("Ann Lee", (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["messages"]![0]!["from"]!["nickname"]!);
    }

    [Fact]
    public async Task Open_WithoutAName_IsRefused()
    {
        var reply = await PostAsync(Base, [("subject", "x")]);

        Assert.Equal((2, false, null), ((int)reply["statusCode"]!, (bool)reply["chatEnded"]!, reply["chatId"]));
        Assert.Empty((await _rig.AgentGetAsync("/api/v2/me/chats"))["chats"]!.AsArray());
    }

    [Fact]
    public async Task Send_ThenRefresh_GivesTheOwnMessageWithItsType()
    {
        await OpenAsync();

        AssertOk(await P("send", ("message", "Hi"), ("messageType", "t1")), 3);
        AssertOk(await P("refresh", ("transcriptPosition", "2")), 3, "2 Message Client 1 Hi t1");
        AssertOk(await P("send", ("message", "there"), ("transcriptPosition", "3")), 4, "3 Message Client 1 there");
        Assert.Equal(["ParticipantJoined Customer", "Text Customer Hi", "Text Customer there"], await _rig.DeskAsync(_chat));
    }

    [Fact]
    public async Task Send_WhoseAnswerIsLost_IsInTheChat_AndOneCutBeforeIsNot()
    {
        await OpenAsync();
        await P("send", ("message", "Hello"));

        await _rig.FailAsync(new { operation = "gms:send", drop = true, afterEffect = true });
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => P("send", ("message", "Hi"), ("messageType", "t2")));
        AssertOk(await P("refresh", ("transcriptPosition", "3")), 4, "3 Message Client 1 Hi t2");

        await _rig.FailAsync(new { operation = "gms:send", drop = true });
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => P("send", ("message", "again"), ("messageType", "t3")));
        AssertOk(await P("refresh", ("transcriptPosition", "4")), 4);
        Assert.Equal(3, await _rig.CallsAsync("gms:send"));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1", 2)]
    [InlineData(null, 2)]
    [InlineData("", 2)]
    [InlineData("2", 1)]
    [InlineData("3", 0)]
    [InlineData("99", 0)]
    public async Task Refresh_FromAPosition_GivesWhatIsThereInclusive(string? position, int count)
    {
        await OpenAsync();
        await P("send", ("message", "Hi"));

        var reply = position is null ? await P("refresh") : await P("refresh", ("transcriptPosition", position));
        Assert.Equal((count, 3), (reply["messages"]!.AsArray().Count, (int)reply["nextPosition"]!));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("two")]
    public async Task Refresh_FromNoPosition_IsRefused(string position)
    {
        await OpenAsync();

        AssertRefused(await P("refresh", ("transcriptPosition", position)));
    }

    [Fact]
    public async Task Refresh_WhileAnAgentJoinsTypesAndWrites_GivesEachEntry()
    {
        await OpenWithTwoMessagesAsync();
        await _rig.AgentAsync(_chat, "Accept", new { nickname = "Kate" });
        await _rig.AgentAsync(_chat, "SendStartTypingNotification");
        await _rig.AgentAsync(_chat, "SendMessage", new { text = "Hello" });
        await _rig.AgentAsync(_chat, "SendStopTypingNotification");

        AssertOk(
            await P("refresh", ("transcriptPosition", "4")), 8, "4 ParticipantJoined Agent 2", "5 TypingStarted Agent 2", "6 Message Agent 2 Hello", "7 TypingStopped Agent 2");

        // A note between agents leaves a gap in the numbers.
        await _rig.AgentAsync(_chat, "SendToAgents", new { text = "secret" });
        await _rig.AgentAsync(_chat, "SendUrl", new { url = "https://shop.example/" });
        await _rig.AgentAsync(_chat, "SendCustomNotice", new { noticeText = "note" });
        AssertOk(await P("refresh", ("transcriptPosition", "8")), 11, "9 PushUrl Agent 2 https://shop.example/", "10 CustomNotice Agent 2 note");
    }

    [Fact]
    public async Task Refresh_AfterATransfer_GivesBothAgents()
    {
        await OpenWithTwoMessagesAsync();
        await _rig.AgentAsync(_chat, "Accept", new { nickname = "Kate" });
        await P("refresh");
        await _rig.AgentAsync(_chat, "Transfer", new { targetUri = "users/agent2" });
        await _rig.AgentAsync(_chat, "Accept", new { nickname = "Tom" }, "agent2");

        AssertOk(await P("refresh", ("transcriptPosition", "5")), 7, "5 ParticipantLeft Agent 2", "6 ParticipantJoined Agent 3");
    }

    [Fact]
    public async Task Refresh_AfterTheAgentEnded_GivesTheLastEntriesOnce_ThenTheChatIsGone()
    {
        await OpenWithTwoMessagesAsync();
        await _rig.AgentAsync(_chat, "Accept");
        await _rig.AgentAsync(_chat, "SendMessage", new { text = "Bye" });
        await _rig.AgentAsync(_chat, "Complete");
        AssertGone(await P("send", ("message", "too late")));

        // The answer that nobody got does not count as given.
        await _rig.FailAsync(new { operation = "gms:refresh", drop = true, afterEffect = true });
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => P("refresh", ("transcriptPosition", "5")));
        AssertEnded(await P("refresh", ("transcriptPosition", "5")), 7, "5 Message Agent 2 Bye", "6 ParticipantLeft Agent 2");
        foreach (var operation in new[] { "refresh", "send", "startTyping", "stopTyping", "disconnect", "pushUrl", "updateNickname", "customNotice", "updateData", "readReceipt", "file/limits", "file/1/download", "file/1/delete" })
        {
            AssertGone(await P(operation, ("message", "x"), ("pushUrl", "x"), ("nickname", "x")));
        }
    }

    [Fact]
    public async Task Disconnect_EndsTheChat_AndASecondOneFindsNone()
    {
        await OpenWithTwoMessagesAsync();

        AssertEnded(await P("disconnect"), 4);
        AssertGone(await P("disconnect"));
        AssertGone(await P("refresh", ("transcriptPosition", "1")));
        Assert.Equal("ParticipantLeft Customer", (await _rig.DeskAsync(_chat))[^1]);
    }

    [Fact]
    public async Task Disconnect_WithAPosition_GivesWhatIsLeft()
    {
        await OpenWithTwoMessagesAsync();
        await _rig.AgentAsync(_chat, "Accept");
        await _rig.AgentAsync(_chat, "SendMessage", new { text = "Wait" });

        // 6 is the customer's own leaving, of which customers are not told.
        AssertEnded(await P("disconnect", ("transcriptPosition", "5")), 8, "5 Message Agent 2 Wait", "7 ParticipantLeft Agent 2");
    }

    [Theory]
    [InlineData("refresh")]
    [InlineData("send")]
    public async Task Silence_OfMoreThan45Seconds_DropsTheChat(string operation)
    {
        await OpenAsync();
        _rig.Time.Advance(TimeSpan.FromSeconds(46));

        AssertGone(await P(operation, ("message", "x")));
        AssertGone(await P("refresh"));
    }

    [Fact]
    public async Task Refresh_Every30Seconds_KeepsTheChat()
    {
        await OpenAsync();
        for (var i = 0; i < 5; i++)
        {
            _rig.Time.Advance(TimeSpan.FromSeconds(30));
            AssertOk(await P("refresh", ("transcriptPosition", "2")), 2);
        }
    }

    [Fact]
    public async Task Silence_InAsyncMode_KeepsTheChat()
    {
        await OpenAsync(("userData[GCTI_Chat_AsyncMode]", "true"));
        _rig.Time.Advance(TimeSpan.FromHours(1));

        AssertOk(await P("refresh", ("transcriptPosition", "2")), 2);
    }

    [Fact]
    public async Task Keys_ThatChange_AreDemandedFromThenOn()
    {
        await OpenAsync();
        var old = _keys;
        await _rig.FailAsync(new { operation = "gms:refresh", kind = "NewKeys" });
        var reply = await P("refresh", ("transcriptPosition", "2"));
        AssertOk(reply, 2);
        Assert.NotEqual(old["secureKey"], (string)reply["secureKey"]!);
        Assert.NotEqual(old["alias"], (string)reply["alias"]!);

        AssertRefused(await P("refresh"));
        _keys = KeysOf(reply);
        AssertOk(await P("refresh", ("transcriptPosition", "2")), 2);

        // The secureKey suffices; a wrong one of the others is refused.
        _keys = new() { ["secureKey"] = _keys["secureKey"] };
        AssertOk(await P("refresh", ("transcriptPosition", "2")), 2);
        _keys["alias"] = old["alias"];
        AssertRefused(await P("send", ("message", "x")));
        _keys.Clear();
        AssertRefused(await P("send", ("message", "x")));
    }

    [Fact]
    public async Task Faults_OfGateways_AreAnsweredAsAsked()
    {
        await OpenAsync();
        await _rig.FailAsync(new { operation = "gms:*", status = 403, html = true });
        using var forbidden = await _rig.Http.PostAsync($"{Base}/{_chat}/refresh", new FormUrlEncodedContent(_keys));
        Assert.Equal((HttpStatusCode.Forbidden, "text/html"), (forbidden.StatusCode, forbidden.Content.Headers.ContentType!.MediaType));
        Assert.Contains("Forbidden", await forbidden.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        await _rig.FailAsync(new { operation = "gms:refresh", status = 500, kind = "Gone" });
        using var gone = await _rig.Http.PostAsync($"{Base}/{_chat}/refresh", new FormUrlEncodedContent(_keys));
        Assert.Equal(HttpStatusCode.InternalServerError, gone.StatusCode);
        AssertGone(JsonNode.Parse(await gone.Content.ReadAsStringAsync())!);

        await _rig.FailAsync(new { operation = "gms:send", kind = "StatusCode1" });
        Assert.Equal((1, false), StatusOf(await P("send", ("message", "x"))));
        await _rig.FailAsync(new { operation = "gms:send", kind = "StatusCode2" });
        AssertRefused(await P("send", ("message", "x")));
        AssertOk(await P("refresh", ("transcriptPosition", "1")), 2, "1 ParticipantJoined Client 1");
    }

    [Fact]
    public async Task Notice_WithoutIndex_IsInOneReplyAndMovesNoCursor()
    {
        await OpenAsync();
        await _rig.FailAsync(new { operation = "gms:refresh", kind = "UnnumberedNotice" });

        var reply = await P("refresh", ("transcriptPosition", "2"));
        AssertOk(reply, 2, "Notice External 0 This chat may be recorded.");
        AssertOk(await P("refresh", ("transcriptPosition", "2")), 2);
    }

    [Fact]
    public async Task Files_AreLimitedTakenGivenAndDeleted()
    {
        await OpenAsync();
        var limits = await P("file/limits");
        Assert.Null(limits["nextPosition"]);
        var notice = Assert.Single(limits["messages"]!.AsArray())!;
        Assert.Equal(("Notice", "file-client-cfg-get", null), ((string)notice["type"]!, (string)notice["text"]!, notice["index"]));
        Assert.All(notice["userData"]!.AsObject(), pair => Assert.Equal(System.Text.Json.JsonValueKind.String, pair.Value!.GetValueKind()));
        Assert.Equal(("0", "false"), ((string)notice["userData"]!["used-upload-max-files"]!, (string)notice["userData"]!["upload-need-agent"]!));

        var uploaded = await UploadAsync("note.txt", "hello");
        AssertOk(uploaded, 3);
        var id = (string)uploaded["userData"]!["file-id"]!;
        var entry = Assert.Single((await P("refresh", ("transcriptPosition", "2")))["messages"]!.AsArray())!;
        Assert.Equal("2 FileUploaded Client 1 a note", Entry(entry));
        Assert.Equal((id, "note.txt"), ((string)entry["userData"]!["file-id"]!, (string)entry["userData"]!["file-name"]!));
        Assert.Equal("1", (string)(await P("file/limits"))["messages"]![0]!["userData"]!["used-upload-max-files"]!);

        using var file = await _rig.Http.PostAsync($"{Base}/{_chat}/file/{id}/download", new FormUrlEncodedContent(_keys));
        Assert.Equal("hello", await file.Content.ReadAsStringAsync());
        var link = (await _rig.DeskAsync(_chat))[^1].Split(' ')[^1];
        Assert.Equal("hello", await _rig.Http.GetStringAsync(link));

        AssertRefused(await UploadAsync("run.exe", "MZ"));
        AssertRefused(await P("file"));
        AssertOk(await P($"file/{id}/delete", ("transcriptPosition", "3")), 4, "3 FileDeleted Client 1 File note.txt was deleted.");
        AssertRefused(await P($"file/{id}/download"));
        AssertRefused(await P($"file/{id}/delete"));
    }

    [Fact]
    public async Task EveryOtherOperation_IsAnEntryForBothSides()
    {
        await OpenAsync();
        AssertOk(await P("startTyping", ("message", "He")), 3);
        AssertOk(await P("stopTyping"), 4);
        AssertOk(await P("pushUrl", ("pushUrl", "https://shop.example/a")), 5);
        AssertOk(await P("updateNickname", ("nickname", "Anna")), 6);
        AssertOk(await P("customNotice", ("message", "note"), ("messageType", "kind")), 7);
        AssertOk(await P("updateData", ("userData[a]", "1")), 7);
        AssertOk(await P("readReceipt", ("transcriptPosition", "6")), 7);
        AssertRefused(await P("readReceipt"));
        AssertRefused(await P("send"));
        AssertRefused(await P("pushUrl"));
        AssertRefused(await P("updateNickname"));
        AssertRefused(await P("customNotice"));

        var reply = await P("refresh", ("transcriptPosition", "2"));
        AssertOk(reply, 7, "2 TypingStarted Client 1 He", "3 TypingStopped Client 1", "4 PushUrl Client 1 https://shop.example/a", "5 NicknameUpdated Client 1", "6 CustomNotice Client 1 note kind");
        Assert.Equal("Anna", (string)reply["messages"]!.AsArray()[^1]!["from"]!["nickname"]!);
        var chat = (await _rig.AgentGetAsync($"/api/v2/me/chats/{_chat}"))["chat"]!;
        Assert.Equal(("Anna", "1"), ((string)chat["nickname"]!, (string)chat["userData"]!["a"]!));
    }

    [Fact]
    public async Task UnknownChatsAndOperations_AndBodiesThatAreNoForm_HaveTheirAnswers()
    {
        await OpenAsync();
        using var json = await _rig.Http.PostAsync($"{Base}/{_chat}/send", new StringContent("{}", System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, json.StatusCode);
        Assert.Equal((1, false), StatusOf(JsonNode.Parse(await json.Content.ReadAsStringAsync())!));
        using var unknown = await _rig.Http.PostAsync($"{Base}/{_chat}/dance", new FormUrlEncodedContent(_keys));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);

        using var forget = await _rig.Http.DeleteAsync("/sandbox/chats");
        AssertGone(await P("refresh"));
    }

    [Fact]
    public async Task ApiKey_WhereOneIsConfigured_IsDemandedOfCustomersOnly()
    {
        await using var rig = await SandboxRig.StartAsync(("ApiKey", "k1"));
        foreach (var path in new[] { Base, Base + "/1/refresh", "/genesys//2/chat/svc", "/v3/directline/conversations", "/api/v2/chats", "/api/v2/me/chat" })
        {
            using var refused = await rig.Http.PostAsync(path, null);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        Assert.Equal(0, (int)(await rig.AgentGetAsync("/api/v2/me/chats"))["statusCode"]!);
        rig.Http.DefaultRequestHeaders.Add("apikey", "k1");
        using var taken = await rig.Http.PostAsync(Base, new FormUrlEncodedContent([new("nickname", "Ann")]));
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
    }

    [Theory]
    [InlineData("gws", false)]
    [InlineData("gms", true)]
    [InlineData("directline", false)]
    public async Task Protocol_OfTheSettings_IsTheOnlyOne(string protocol, bool isGms)
    {
        await using var rig = await SandboxRig.StartAsync(("Protocol", protocol));
        using var gms = await rig.Http.PostAsync(Base, new FormUrlEncodedContent([new("nickname", "Ann")]));
        using var directLine = await rig.Http.PostAsync("/v3/directline/conversations", null);
        using var gws = await rig.Http.PostAsync("/api/v2/me/chat", null);

        Assert.Equal(isGms ? HttpStatusCode.OK : HttpStatusCode.NotFound, gms.StatusCode);
        Assert.Equal(protocol == "directline" ? HttpStatusCode.Unauthorized : HttpStatusCode.NotFound, directLine.StatusCode);
        Assert.Equal(protocol == "gws" ? HttpStatusCode.BadRequest : HttpStatusCode.Unauthorized, gws.StatusCode);
    }

    private async Task OpenAsync(params (string Name, string Value)[] more)
    {
        var reply = await PostAsync(Base, [("nickname", "Ann"), ("subject", "x"), .. more]);
        (_chat, _keys) = ((string)reply["chatId"]!, KeysOf(reply));
    }

    private async Task OpenWithTwoMessagesAsync()
    {
        await OpenAsync();
        await P("send", ("message", "one"));
        await P("send", ("message", "two"));
    }

    private Task<JsonNode> P(string operation, params (string Name, string Value)[] fields) =>
        PostAsync($"{Base}/{_chat}/{operation}", [.. _keys.Select(k => (k.Key, k.Value)), .. fields]);

    private async Task<JsonNode> PostAsync(string path, (string Name, string Value)[] fields)
    {
        using var response = await _rig.Http.PostAsync(path, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private async Task<JsonNode> UploadAsync(string name, string text)
    {
        using var form = new MultipartFormDataContent { { new StringContent(text), "file", name }, { new StringContent("a note"), "userData[file-description]" } };
        foreach (var (key, value) in _keys)
        {
            form.Add(new StringContent(value), key);
        }

        using var response = await _rig.Http.PostAsync($"{Base}/{_chat}/file", form);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private static Dictionary<string, string> KeysOf(JsonNode reply) =>
        new[] { "userId", "secureKey", "alias" }.ToDictionary(name => name, name => (string)reply[name]!);

    private static (int StatusCode, bool ChatEnded) StatusOf(JsonNode reply) => ((int)reply["statusCode"]!, (bool)reply["chatEnded"]!);

    private static void AssertOk(JsonNode reply, int next, params string[] entries) => AssertReply(reply, (0, false), next, entries);

    private static void AssertEnded(JsonNode reply, int next, params string[] entries) => AssertReply(reply, (0, true), next, entries);

    private static void AssertReply(JsonNode reply, (int, bool) status, int next, string[] entries)
    {
        Assert.Equal(status, StatusOf(reply));
        Assert.Equal(next, (int)reply["nextPosition"]!);
        Assert.Equal(entries, reply["messages"]!.AsArray().Select(e => Entry(e!)));
    }

    private static void AssertRefused(JsonNode reply)
    {
        Assert.Equal((2, false), StatusOf(reply));
        Assert.NotEqual(249, (int)Assert.Single(reply["errors"]!.AsArray())!["code"]!);
        Assert.Null(reply["nextPosition"]);
    }

    private static void AssertGone(JsonNode reply)
    {
        Assert.Equal((2, true), StatusOf(reply));
        Assert.Equal(249, (int)Assert.Single(reply["errors"]!.AsArray())!["code"]!);
        Assert.Empty(reply["messages"]!.AsArray());
        Assert.Null(reply["secureKey"]);
    }

    /// <summary><c>index type from participant text messageType</c>, without what is not there.</summary>
    private static string Entry(JsonNode entry) => string.Join(' ', new[]
    {
        ((int?)entry["index"])?.ToString(CultureInfo.InvariantCulture), (string?)entry["type"], (string?)entry["from"]!["type"],
        ((int)entry["from"]!["participantId"]!).ToString(CultureInfo.InvariantCulture), (string?)entry["text"], (string?)entry["messageType"],
    }.Where(part => part is not null));
}
