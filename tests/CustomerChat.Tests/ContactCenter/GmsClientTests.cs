using CustomerChat.Chats;
using CustomerChat.ContactCenter.Gms;
using CustomerChat.Tests.Sandbox;
using CustomerChat.Turn;
using Microsoft.AspNetCore.Http;

namespace CustomerChat.Tests.ContactCenter;

/// <summary>The client of Genesys Mobile Services, against the sandbox and against answers as real servers give them.</summary>
public sealed class GmsClientTests : IAsyncLifetime
{
    private static readonly ChatOpening Opening = new("cc", "Ann", "Loan") { UserData = Data.Of(("TimeZone", "120")) };

    private SandboxRig _rig = null!;
    private IContactCenter _center = null!;

    public async Task InitializeAsync()
    {
        _rig = await SandboxRig.StartAsync();
        _center = Centers.Of(_rig.Http.BaseAddress!, ("Protocol", "gms"));
    }

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task Conversation_BothWays_IsReadByTheCursorAlone()
    {
        var chat = await _center.RequestChatAsync(Opening, null, default);
        var desk = await DeskAsync();
        Assert.Equal(chat, await _center.SendMessageAsync(chat, new(2, "hä?", Opening), default));
        await _rig.AgentAsync(desk, "Accept");
        await _rig.AgentAsync(desk, "SendMessage", new { text = "hello" });

        var read = await _center.ReadAsync(chat, UpstreamPosition.Start, default);
        Assert.Equal(["1 ParticipantJoined Customer ", "2 Text Customer hä?", "3 ParticipantJoined Agent ", "4 Text Agent hello"], Lines(read));
        Assert.Equal((2, null, "5"), (read.Messages[1].EchoOf, read.State, read.Cursor));
        var next = await _center.ReadAsync(chat, new(5, read.Cursor), default);
        Assert.Equal((0, "5"), (next.Messages.Length, next.Cursor));
        Assert.Equal(2, await _rig.CallsAsync("gms:refresh"));
    }

    [Fact]
    public async Task Read_OfTheLastWords_HasThemAndTheEnd_AndEveryLaterReadTheEnd()
    {
        var chat = await _center.RequestChatAsync(Opening, null, default);
        var desk = await DeskAsync();
        await _rig.AgentAsync(desk, "Accept");
        await _rig.AgentAsync(desk, "SendMessage", new { text = "bye" });
        await _rig.AgentAsync(desk, "Complete");

        var read = await _center.ReadAsync(chat, new(3, "3"), default);
        Assert.Contains("3 Text Agent bye", Lines(read));
        Assert.Equal(ChatState.Idle, read.State);
        Assert.Equal((0, ChatState.Idle), (await _center.ReadAsync(chat, new(4, "4"), default) is var later ? later.Messages.Length : -1, later.State));
        Assert.Equal(ContactCenterFault.NotNow, await FaultAsync(() => _center.SendMessageAsync(chat, new(9, "late", Opening), default)));
    }

    [Fact]
    public async Task Complete_ReadsBeforeItDisconnects_AndTwiceIsFine()
    {
        var chat = await _center.RequestChatAsync(Opening, null, default);
        var desk = await DeskAsync();
        await _rig.AgentAsync(desk, "Accept");
        await _rig.AgentAsync(desk, "SendMessage", new { text = "one moment" });

        var read = await _center.CompleteAsync(chat, UpstreamPosition.Start, default);
        Assert.Contains("3 Text Agent one moment", Lines(read!));
        Assert.Null(read!.State);
        await _center.CompleteAsync(chat, null, default);
    }

    [Fact]
    public async Task Keys_ThatChange_AreUsedFromThenOn()
    {
        var chat = await _center.RequestChatAsync(Opening, null, default);
        await _rig.FailAsync(new { operation = "gms:refresh", kind = "NewKeys" });
        var read = await _center.ReadAsync(chat, UpstreamPosition.Start, default);

        Assert.NotNull(read.Renewed);
        Assert.NotEqual(chat, read.Renewed);
        Assert.Equal(read.Renewed, await _center.SendMessageAsync(read.Renewed!, new(2, "hi", Opening), default));
        Assert.Equal(ContactCenterFault.NotNow, await FaultAsync(() => _center.SendMessageAsync(chat, new(3, "old keys", Opening), default)));
    }

    [Fact]
    public async Task Notice_WithoutAnIndex_HasAKeyAndMovesNoCursor()
    {
        var chat = await _center.RequestChatAsync(Opening, null, default);
        await _rig.FailAsync(new { operation = "gms:refresh", kind = "UnnumberedNotice" });
        var read = await _center.ReadAsync(chat, new(2, "2"), default);

        var notice = Assert.Single(read.Messages);
        Assert.Equal((0, EntryType.Notice), (notice.Index, notice.Type));
        Assert.NotNull(notice.Key);
        Assert.Equal("2", read.Cursor);
    }

    /// <summary>A firewall's page for one text is about the text, if it comes for a minute; the same page for every request is about the way, and the customer's words wait.</summary>
    [Theory]
    [InlineData("gms:send", 403, ContactCenterFault.Refused, 5)]
    [InlineData("gms:*", 403, ContactCenterFault.NotNow, 7)]
    [InlineData("gms:*", 401, ContactCenterFault.NotNow, 7)]
    [InlineData("gms:send", 500, ContactCenterFault.Unclear, 7)]
    [InlineData("gms:send", 200, ContactCenterFault.Unclear, 7)]
    public async Task Send_AnsweredByAPageOfAGateway_SaysWhatItMeans(string operation, int status, ContactCenterFault fault, int tries)
    {
        var center = Centers.Of(_rig.Http.BaseAddress!, _rig.Time, ("Protocol", "gms"));
        var chat = await center.RequestChatAsync(Opening, null, default);
        await _rig.FailAsync(new { operation, status, html = true, count = 99 });

        var faults = await Centers.SendUntilItCountsAsync(center, chat, 2, Opening, _rig.Time);

        Assert.Equal((fault, tries), (faults[^1], faults.Count));
    }

    /// <summary>A gateway that fails for a moment costs nobody a text: it may fail for the text and work again when the chat is read.</summary>
    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(307)]
    public async Task Send_AnsweredOnceByAPageOfAGateway_IsSentWithTheNextTurn(int status)
    {
        var chat = await _center.RequestChatAsync(Opening, null, default);
        await _rig.FailAsync(new { operation = "gms:send", status, html = true });
        Assert.Equal(ContactCenterFault.NotNow, await FaultAsync(() => _center.SendMessageAsync(chat, new(2, "hi", Opening), default)));
        chat = await _center.SendMessageAsync(chat, new(2, "hi", Opening), default);
        Assert.Equal([2L], (await _center.ReadAsync(chat, UpstreamPosition.Start, default)).Messages.Select(m => m.EchoOf).OfType<long>());
    }

    /// <summary>A gateway that reads answers may turn one away after GMS has taken the text. The log tells, and the text is not sent a second time.</summary>
    [Fact]
    public async Task Send_WhoseAnswerAGatewayTurnsAway_IsSentOnce()
    {
        var chat = await _center.RequestChatAsync(Opening, null, default);
        await _rig.FailAsync(new { operation = "gms:send", status = 403, html = true, afterEffect = true });
        chat = await _center.SendMessageAsync(chat, new(2, "hi", Opening), default);
        Assert.Equal([2L], (await _center.ReadAsync(chat, UpstreamPosition.Start, default)).Messages.Select(m => m.EchoOf).OfType<long>());
    }

    /// <summary>The check renews the chat's keys: the fault brings them, and the next try uses them.</summary>
    [Fact]
    public async Task Send_AgainAfterACheckThatRenewedTheKeys_UsesTheNewOnes()
    {
        var chat = await _center.RequestChatAsync(Opening, null, default);
        await _rig.FailAsync(new { operation = "gms:send", status = 403, html = true });
        await _rig.FailAsync(new { operation = "gms:refresh", kind = "NewKeys" });
        var refused = await Assert.ThrowsAsync<ContactCenterException>(() => _center.SendMessageAsync(chat, new(2, "hi", Opening), default));
        Assert.NotNull(refused.Renewed);
        Assert.NotEqual(chat, refused.Renewed);
        var renewed = await _center.SendMessageAsync(refused.Renewed, new(2, "hi", Opening), default);
        Assert.Equal([2L], (await _center.ReadAsync(renewed, UpstreamPosition.Start, default)).Messages.Select(m => m.EchoOf).OfType<long>());
    }

    [Theory]
    [InlineData("StatusCode1", ContactCenterFault.Unclear)]
    [InlineData("StatusCode2", ContactCenterFault.Refused)]
    public async Task Send_AnsweredByAStatusCode_SaysWhatItMeans(string kind, ContactCenterFault fault)
    {
        var chat = await _center.RequestChatAsync(Opening, null, default);
        await _rig.FailAsync(new { operation = "gms:send", kind });
        Assert.Equal(fault, await FaultAsync(() => _center.SendMessageAsync(chat, new(2, "hi", Opening), default)));
    }

    [Fact]
    public async Task Read_DeniedAgainAndAgain_IsOfAForgottenChat()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var center = Centers.Of(_rig.Http.BaseAddress!, time, ("Protocol", "gms"));
        var chat = await center.RequestChatAsync(Opening, null, default);
        await _rig.FailAsync(new { operation = "gms:refresh", status = 404, body = "not here", count = 9 });
        var faults = new List<ContactCenterFault?>();
        for (var i = 0; i < 4; i++)
        {
            faults.Add(await FaultAsync(() => center.ReadAsync(chat, UpstreamPosition.Start, default)));
            time.Advance(TimeSpan.FromSeconds(3));
        }

        Assert.Equal([ContactCenterFault.NotNow, ContactCenterFault.NotNow, ContactCenterFault.NotNow, ContactCenterFault.ChatGone], faults);
    }

    /// <summary>Captured: a failure lacks what the success before it gave.</summary>
    [Fact]
    public async Task Gone_WithAnotherHttpStatusAndWithoutKeys_IsTheEnd()
    {
        await using var stub = await StubServer.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Path.Value!.EndsWith("/refresh", StringComparison.Ordinal) ? 500 : 200;
            return context.Response.WriteAsync(context.Response.StatusCode == 500
                ? """{"statusCode":2,"chatEnded":true,"chatId":"C1","alias":"A1","messages":[],"errors":[{"code":249,"advice":"Media server was not able to execute request. referenceId[r]"}]}"""
                : """{"statusCode":0,"chatId":"C1","userId":"U1","secureKey":"S1","alias":"117","nextPosition":2,"chatEnded":false,"messages":[]}""");
        });
        var center = Centers.Of(stub.Address, ("Protocol", "gms"));
        var chat = await center.RequestChatAsync(Opening, null, default);
        Assert.Equal(ChatState.Idle, (await center.ReadAsync(chat, UpstreamPosition.Start, default)).State);
    }

    [Theory]
    [InlineData("""null""")]
    [InlineData("""{"index":3,"type":"Message","text":"odd","from":"Agnes"}""")]
    [InlineData("""{"index":3,"type":"Message","text":"odd","userData":[]}""")]
    [InlineData("""{"index":3,"type":"Message","text":"odd","messageType":{}}""")]
    public async Task Entry_ThatIsOdd_KeepsNobodyFromReadingTheOthers(string odd)
    {
        await using var stub = await StubServer.StartAsync(context => context.Response.WriteAsync(
            $$$"""{"statusCode":0,"chatId":"C1","errors":[null],"nextPosition":5,"messages":[{{{odd}}},{"index":4,"type":"Message","text":"good \ud83d","from":{"type":"Agent"}}]}"""));
        var center = Centers.Of(stub.Address, ("Protocol", "gms"));
        var read = await center.ReadAsync(await center.RequestChatAsync(Opening, null, default), UpstreamPosition.Start, default);

        Assert.Equal("good \ufffd", read.Messages[^1].Text);
        Assert.True(odd == "null" || read.Messages[0].Text == "odd");
    }

    [Fact]
    public async Task Send_OfAFile_UploadsItAndItComesBackAsATextOfItsOrder()
    {
        var chat = await _center.RequestChatAsync(Opening, null, default);
        await _center.SendMessageAsync(chat, Centers.WithFile(new(2, "see https://link", Opening), "parcel hä.jpg"), default);

        var echo = (await _center.ReadAsync(chat, UpstreamPosition.Start, default)).Messages[^1];
        Assert.Equal((true, null, false), (echo.IsCustomersText, echo.EchoOf, echo.IsSilent));
        var desk = await _rig.AgentGetAsync($"/api/v2/me/chats/{await DeskAsync()}/messages");
        Assert.Equal("[image] a parcel", (string?)desk["messages"]!.AsArray()[^1]!["noticeText"]);
        Assert.Equal(Centers.FileBytes, await _rig.Http.GetByteArrayAsync((string)desk["messages"]!.AsArray()[^1]!["url"]!));
        Assert.Equal((1, 1, 0), (await _rig.CallsAsync("gms:fileLimits"), await _rig.CallsAsync("gms:fileUpload"), await _rig.CallsAsync("gms:send")));
    }

    [Fact]
    public async Task Send_OfAFileWhileTheKeysChange_GoesOnWithTheNewOnes()
    {
        var chat = await _center.RequestChatAsync(Opening, null, default);
        await _rig.FailAsync(new { operation = "gms:fileLimits", kind = "NewKeys" });

        var renewed = await _center.SendMessageAsync(chat, Centers.WithFile(new(2, "see https://link", Opening), "parcel.jpg"), default);
        Assert.NotEqual(chat, renewed);
        Assert.True((await _center.ReadAsync(renewed, UpstreamPosition.Start, default)).Messages[^1].IsCustomersText);
        Assert.Equal(1, await _rig.CallsAsync("gms:fileUpload"));
    }

    /// <summary>What the limits forbid, and what is refused all the same, goes as a link: nothing is lost.</summary>
    [Theory]
    [InlineData("parcel.jpg", "fileUpload", "StatusCode2", 1)]
    [InlineData("parcel.jpg", "fileLimits", "StatusCode1", 0)]
    [InlineData("setup.exe", "nothing", "StatusCode2", 0)]
    public async Task Send_OfAFileThatIsNotTaken_GoesAsALink(string name, string operation, string kind, int uploads)
    {
        var chat = await _center.RequestChatAsync(Opening, null, default);
        await _rig.FailAsync(new { operation = "gms:" + operation, kind });
        await _center.SendMessageAsync(chat, Centers.WithFile(new(2, "see https://link", Opening), name), default);

        Assert.Equal("2 Text Customer see https://link", Lines(await _center.ReadAsync(chat, UpstreamPosition.Start, default)).Last());
        Assert.Equal(uploads, await _rig.CallsAsync("gms:fileUpload"));
    }

    /// <summary>It may have been taken: the log tells, and until then nothing is sent a second time.</summary>
    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Send_OfAFileWhoseAnswerIsUnclear_IsInDoubt(int status)
    {
        var chat = await _center.RequestChatAsync(Opening, null, default);
        await _rig.FailAsync(new { operation = "gms:fileUpload", status, afterEffect = true });

        Assert.Equal(ContactCenterFault.Unclear, await FaultAsync(() => _center.SendMessageAsync(chat, Centers.WithFile(new(2, "see https://link", Opening), "parcel.jpg"), default)));
        Assert.Equal(0, await _rig.CallsAsync("gms:send"));
    }

    [Theory]
    [InlineData("""{"upload-need-agent":"true"}""", false)]
    [InlineData("""{"upload-max-files":"3","used-upload-max-files":"3"}""", false)]
    [InlineData("""{"upload-max-file-size":"9"}""", false)]
    [InlineData("""{"upload-max-total-size":"100","used-upload-max-total-size":"91"}""", false)]
    [InlineData("""{"upload-file-types":"png: gif"}""", false)]
    [InlineData("""{"upload-file-types":"png:JPG","upload-max-file-size":"10","upload-max-total-size":"100","used-upload-max-total-size":"90","upload-max-files":"3","used-upload-max-files":"2","upload-need-agent":"false"}""", true)]
    [InlineData("""{}""", true)]
    public void Limits_AsTheyAreTold_AllowOrForbid(string data, bool allowed)
    {
        var reply = System.Text.Json.JsonSerializer.Deserialize(
            $$"""{"statusCode":0,"messages":[{"type":"Notice","text":"file-client-cfg-get","userData":{{data}}}]}""", GmsContext.Default.GmsReply)!;

        Assert.Equal(allowed, GmsFileLimits.Of(reply).Allow(new("a.jpg", "image/jpeg", 10, _ => Task.FromResult<Stream?>(null))));
    }

    private static IEnumerable<string> Lines(UpstreamRead read) => read.Messages.Select(m => $"{m.Index} {m.Type} {m.From.Type} {m.Text ?? m.Url}");

    private static async Task<ContactCenterFault?> FaultAsync(Func<Task> act) => (await Record.ExceptionAsync(act) as ContactCenterException)?.Fault;

    private async Task<string> DeskAsync() => (string)(await _rig.AgentGetAsync("/api/v2/me/chats"))["chats"]![0]!["id"]!;
}
