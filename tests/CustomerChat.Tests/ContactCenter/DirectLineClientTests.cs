using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using CustomerChat.Chats;
using CustomerChat.ContactCenter.Http;
using CustomerChat.Sandbox;
using CustomerChat.Tests.Sandbox;
using CustomerChat.Turn;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace CustomerChat.Tests.ContactCenter;

/// <summary>The client of Direct Line, against the sandbox, whose clock is the test's.</summary>
public sealed class DirectLineClientTests : IAsyncLifetime
{
    private static readonly ChatOpening Opening = new("cc", "Ann", "Loan") { UserData = Data.Of(("email", "ann@example.com"), ("order", "7")) };

    private SandboxRig _rig = null!;
    private IContactCenter _center = null!;

    public async Task InitializeAsync()
    {
        _rig = await SandboxRig.StartAsync(("DirectLinePageSize", "2"));
        _center = Center(SandboxOptions.DefaultDirectLineSecret);
    }

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task Conversation_BothWays_IsReadPageByPageToItsEnd()
    {
        var chat = await OpenAsync(_center);
        chat = await _center.SendMessageAsync(chat, new(2, "hä?", Opening), default);
        var desk = await DeskAsync();
        await _rig.AgentAsync(desk, "Accept");
        foreach (var text in new[] { "one", "two", "three" })
        {
            await _rig.AgentAsync(desk, "SendMessage", new { text });
        }

        var read = await _center.ReadAsync(chat, UpstreamPosition.Start, default);
        Assert.Equal(["hä?", "one", "two", "three"], read.Messages.Where(m => !m.IsSilent && m.Type == EntryType.Text).Select(m => m.Text));
        Assert.Equal((2, true, false), (read.Messages.First(m => m.IsCustomersText).EchoOf, read.IsWhole, read.HasMore));
        Assert.All(read.Messages, m => Assert.True(m is { Index: 0, Key.Length: > 0 and <= 64 }));
        Assert.Equal(read.Messages.Length, read.Messages.Select(m => m.Key).Distinct().Count());
        Assert.Equal(ChatState.Chatting, read.State);
        Assert.Equal(ParticipantType.Agent, read.Messages[^1].From.Type);
        Assert.Empty((await _center.ReadAsync(chat, new(1, read.Cursor), default)).Messages);
    }

    [Fact]
    public async Task Send_OfAFile_UploadsItAndItComesBackWithItsId()
    {
        var chat = await OpenAsync(_center);
        chat = await _center.SendMessageAsync(chat, Centers.WithFile(new(2, "see https://link", Opening), "parcel hä.jpg"), default);

        var echo = (await _center.ReadAsync(chat, UpstreamPosition.Start, default)).Messages.Single(m => m.IsCustomersText);
        Assert.Equal((2, "[image] a parcel"), (echo.EchoOf, echo.Text));
        var file = (await _rig.AgentGetAsync($"/api/v2/me/chats/{await DeskAsync()}/messages"))["messages"]!.AsArray().Single(m => m!["url"] is not null)!;
        Assert.Equal(Centers.FileBytes, await _rig.Http.GetByteArrayAsync((string)file["url"]!));
        Assert.Equal((1, 0), (await _rig.CallsAsync("directline:upload"), await _rig.CallsAsync("directline:postActivity")));
    }

    /// <summary>A server without uploads, or one that refuses this one, gets the link.</summary>
    [Theory]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(413)]
    [InlineData(415)]
    public async Task Send_OfAFileThatIsNotTaken_GoesAsALink(int status)
    {
        var chat = await OpenAsync(_center);
        await _rig.FailAsync(new { operation = "directline:upload", status });
        chat = await _center.SendMessageAsync(chat, Centers.WithFile(new(2, "see https://link", Opening), "parcel.jpg"), default);

        var echo = (await _center.ReadAsync(chat, UpstreamPosition.Start, default)).Messages.Single(m => m.IsCustomersText);
        Assert.Equal((2, "see https://link"), (echo.EchoOf, echo.Text));
    }

    [Theory]
    [InlineData(502, ContactCenterFault.Unclear)]
    [InlineData(429, ContactCenterFault.Busy)]
    public async Task Send_OfAFileThatFails_IsNoLinkYet(int status, ContactCenterFault fault)
    {
        var chat = await OpenAsync(_center);
        await _rig.FailAsync(new { operation = "directline:upload", status });

        var e = await Assert.ThrowsAsync<ContactCenterException>(() => _center.SendMessageAsync(chat, Centers.WithFile(new(2, "see https://link", Opening), "parcel.jpg"), default));
        Assert.Equal(fault, e.Fault);
        Assert.DoesNotContain((await _center.ReadAsync(chat, UpstreamPosition.Start, default)).Messages, m => m.IsCustomersText);
    }

    [Fact]
    public async Task Opening_Repeated_OpensTheSameConversation()
    {
        var reserved = await _center.ReserveAsync(Opening, default);
        var chats = new[] { await _center.RequestChatAsync(Opening, reserved, default), await _center.RequestChatAsync(Opening, reserved, default) };
        await _center.SendMessageAsync(chats[0], new(2, "hi", Opening), default);

        Assert.Contains((await _center.ReadAsync(chats[1], UpstreamPosition.Start, default)).Messages, m => m.Text == "hi");
        Assert.Single((await _rig.AgentGetAsync("/api/v2/me/chats"))["chats"]!.AsArray());
    }

    [Fact]
    public async Task Token_AtHalfOfItsLife_IsRenewed_AndAfterItsEndBySecret()
    {
        var chat = await OpenAsync(_center);
        _rig.Time.Advance(TimeSpan.FromMinutes(16));
        var half = await _center.ReadAsync(chat, UpstreamPosition.Start, default);
        Assert.NotNull(half.Renewed);
        _rig.Time.Advance(TimeSpan.FromHours(2));

        var late = await _center.SendMessageAsync(half.Renewed!, new(2, "still here", Opening), default);
        Assert.NotEqual(half.Renewed, late);
        Assert.Contains((await _center.ReadAsync(late, UpstreamPosition.Start, default)).Messages, m => m.Text == "still here");
    }

    /// <summary>Only how long a token lasts counts, not what time it is there: a clock that is hours off costs no chat and no request.</summary>
    [Theory]
    [InlineData(-180)]
    [InlineData(-31)]
    [InlineData(31)]
    [InlineData(180)]
    public async Task Conversation_OfAServerWithAnotherClock_GoesOn(int minutesAhead)
    {
        var time = new FakeTimeProvider(_rig.Time.GetUtcNow() - TimeSpan.FromMinutes(minutesAhead));
        var center = Centers.Of(_rig.Http.BaseAddress!, time, ("Protocol", "directline"), ("Secret", SandboxOptions.DefaultDirectLineSecret));
        var chat = await OpenAsync(center);
        for (var text = 2; text < 12; text++)
        {
            time.Advance(TimeSpan.FromMinutes(8));
            _rig.Time.Advance(TimeSpan.FromMinutes(8));
            chat = await center.SendMessageAsync(chat, new(text, $"{text}", Opening), default);
            chat = (await center.ReadAsync(chat, UpstreamPosition.Start, default)).Renewed ?? chat;
        }

        Assert.Equal(Enumerable.Range(2, 10).Select(i => (long?)i), (await center.ReadAsync(chat, UpstreamPosition.Start, default)).Messages.Where(m => m.IsCustomersText).Select(m => m.EchoOf));
        Assert.Equal(0, await _rig.CallsAsync("directline:reconnect"));
    }

    /// <summary>A server that does not say how long its tokens last, or a clock of ours that was put back.</summary>
    [Fact]
    public async Task Token_OfUnknownLifeThatIsRefused_EndsTheChatOnlyAfterAnHour()
    {
        await using var stub = await CustomerChat.Testing.StubServer.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Path.Value!.EndsWith("/conversations", StringComparison.Ordinal) ? 201 : 403;
            return context.Response.WriteAsync("""{"conversationId":"V","token":"T"}""");
        });
        var center = Centers.Of(stub.Address, _rig.Time, ("Protocol", "directline"), ("TokenAddress", "http://127.0.0.1:1/token"));
        var chat = await center.RequestChatAsync(Opening, null, default);

        Assert.NotEqual(ContactCenterFault.ChatGone, await FaultAsync(() => center.ReadAsync(chat, UpstreamPosition.Start, default)));
        _rig.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(ContactCenterFault.ChatGone, await FaultAsync(() => center.ReadAsync(chat, UpstreamPosition.Start, default)));
    }

    /// <summary>Dynamics 365 takes 28 KB of a message with its data: the text goes whole, of the data what there is room for.</summary>
    [Theory]
    [InlineData("x")]
    [InlineData("я")]
    [InlineData("😀")]
    [InlineData("\"")]
    public async Task Send_OfALongTextWithMuchData_StaysWithinWhatDynamicsTakes(string letter)
    {
        var opening = new ChatOpening("cc", "Ann", "Loan") { UserData = Data.Of([("email", "ann@example.com"), .. Enumerable.Range(0, 60).Select(i => ($"k{i}", string.Concat(Enumerable.Repeat(letter, 200)))), ("z", "last")]) };
        var bodies = new ConcurrentQueue<string>();
        await using var stub = await CustomerChat.Testing.StubServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            bodies.Enqueue(await reader.ReadToEndAsync());
            await context.Response.WriteAsync("""{"conversationId":"V","token":"T","expires_in":1800,"id":"V|1"}""");
        });
        var center = Centers.Of(stub.Address, _rig.Time, ("Protocol", "directline"), ("Secret", "s"));
        var chat = await center.RequestChatAsync(opening, null, default);
        var text = string.Concat(Enumerable.Repeat(letter, 4_096 / letter.Length));
        await center.SendMessageAsync(chat, new(2, text, opening), default);

        var sent = JsonNode.Parse(bodies.Last())!;
        Assert.InRange(Encoding.UTF8.GetByteCount(bodies.Last()), 0, 28_000);
        Assert.Equal(text, (string?)sent["text"]);
        Assert.Equal(("Loan", "last"), ((string?)sent["channelData"]!["conversationcontext"]!["subject"], (string?)sent["channelData"]!["conversationcontext"]!["z"]));
        Assert.Equal("ann@example.com", (string?)sent["channelData"]!["customercontext"]!["email"]);
    }

    /// <summary>The text is not at fault where the conversation is over: it is said in the next chat.</summary>
    [Fact]
    public async Task Send_AfterTheEnd_IsNotRefusedForItsText()
    {
        var chat = await OpenAsync(_center);
        chat = await _center.SendMessageAsync(chat, new(2, "hi", Opening), default);
        var desk = await DeskAsync();
        await _rig.AgentAsync(desk, "Accept");
        await _rig.AgentAsync(desk, "Complete");

        Assert.Equal(ContactCenterFault.NotNow, await FaultAsync(() => _center.SendMessageAsync(chat, new(3, "one more thing", Opening), default)));
    }

    /// <summary>Direct Line itself takes what comes after the end. Nobody reads it, unless the bot has answered it.</summary>
    [Theory]
    [InlineData("""{"type":"endOfConversation","id":"V|3","from":{"id":"bot"}}""", "", true)]
    [InlineData("""{"type":"message","id":"V|3","from":{"id":"bot"},"text":"","channelData":{"command":{"type":"EndConversation"}}}""", "", true)]
    [InlineData("""{"type":"endOfConversation","id":"V|3","from":{"id":"bot"}}""", """,{"type":"message","id":"V|4","from":{"id":"bot"},"text":"Thank you!"}""", false)]
    public async Task Log_WithATextBehindTheEnd_TellsThatItCameTooLate(string end, string more, bool isTooLate)
    {
        await using var stub = await CustomerChat.Testing.StubServer.StartAsync(context => context.Response.WriteAsync(context.Request.Path.Value!.EndsWith("/activities", StringComparison.Ordinal)
            ? context.Request.Query.ContainsKey("watermark") ? """{"activities":[],"watermark":"3"}""" : $$"""{"activities":[{{Own(2)}},{{end}},{{Own(3)}}{{more}}],"watermark":"3"}"""
            : """{"conversationId":"V","token":"T","expires_in":1800}"""));
        var center = Centers.Of(stub.Address, ("Protocol", "directline"), ("Secret", "s"));

        var read = await center.ReadAsync(await OpenAsync(center), UpstreamPosition.Start, default);

        Assert.Equal(ChatState.Idle, read.State);
        Assert.Equal([(2L, false), (3L, isTooLate)], read.Messages.Where(m => m.IsCustomersText).Select(m => (m.EchoOf!.Value, m.IsTooLate)));

        static string Own(int index) => $$$"""{"type":"message","id":"V|{{{index}}}0","from":{"id":"dl_x","role":"user"},"text":"x","channelData":{"clientActivityID":"{{{ClientIds.Of(index)}}}"}}""";
    }

    [Fact]
    public async Task Reservation_WhoseTokenHasExpired_IsMadeAnew()
    {
        var reserved = await _center.ReserveAsync(Opening, default);
        _rig.Time.Advance(TimeSpan.FromHours(2));

        var chat = await _center.RequestChatAsync(Opening, reserved, default);
        await _center.SendMessageAsync(chat, new(2, "hi", Opening), default);
        Assert.Single((await _rig.AgentGetAsync("/api/v2/me/chats"))["chats"]!.AsArray());
    }

    [Fact]
    public async Task Token_WithoutASecret_EndsTheChatWhenItHasExpired()
    {
        var token = await Center(SandboxOptions.DefaultDirectLineSecret).ReserveAsync(Opening, default);
        var center = Centers.Of(_rig.Http.BaseAddress!, _rig.Time, ("Protocol", "directline"), ("TokenAddress", "http://127.0.0.1:1/token"));
        var chat = await center.RequestChatAsync(Opening, token, default);
        _rig.Time.Advance(TimeSpan.FromHours(2));

        Assert.Equal(ContactCenterFault.ChatGone, await FaultAsync(() => center.ReadAsync(chat, UpstreamPosition.Start, default)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Send_WhoseBotFails_IsInDoubt_AndTheLogTells(bool afterEffect)
    {
        var chat = await OpenAsync(_center);
        await _rig.FailAsync(new { operation = "directline:postActivity", kind = "BotError", afterEffect });
        Assert.Equal(ContactCenterFault.Unclear, await FaultAsync(() => _center.SendMessageAsync(chat, new(2, "hi", Opening), default)));
        Assert.Equal(afterEffect, (await _center.ReadAsync(chat, UpstreamPosition.Start, default)).Messages.Any(m => m.EchoOf == 2));
    }

    [Theory]
    [InlineData(429, ContactCenterFault.Busy)]
    [InlineData(413, ContactCenterFault.Refused)]
    [InlineData(504, ContactCenterFault.Unclear)]
    [InlineData(404, ContactCenterFault.ChatGone)]
    public async Task Send_AnsweredOtherwise_SaysWhatItMeans(int status, ContactCenterFault fault)
    {
        var chat = await OpenAsync(_center);
        await _rig.FailAsync(new { operation = "directline:postActivity", status });
        Assert.Equal(fault, await FaultAsync(() => _center.SendMessageAsync(chat, new(2, "hi", Opening), default)));
    }

    /// <summary>A firewall's page for one text is about the text, if it comes for a minute. The same page for every request is about the way.</summary>
    [Theory]
    [InlineData("directline:postActivity", ContactCenterFault.Refused, 5)]
    [InlineData("directline:*", ContactCenterFault.NotNow, 7)]
    public async Task Send_RefusedByAGateway_IsGivenUpOnlyWhereItIsAboutTheText(string operation, ContactCenterFault fault, int tries)
    {
        var chat = await OpenAsync(_center);
        await _rig.FailAsync(new { operation, status = 403, html = true, count = 99 });

        var faults = await Centers.SendUntilItCountsAsync(_center, chat, 2, Opening, _rig.Time);

        Assert.Equal((fault, tries), (faults[^1], faults.Count));
    }

    /// <summary>A page for one try, before or after its effect, costs no text and doubles none.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Send_AnsweredOnceByAPageOfAGateway_ArrivesOnce(bool afterEffect)
    {
        var chat = await OpenAsync(_center);
        await _rig.FailAsync(new { operation = "directline:postActivity", status = 405, html = true, afterEffect });
        Assert.Equal(afterEffect ? [null] : [ContactCenterFault.NotNow, null], await Centers.SendUntilItCountsAsync(_center, chat, 2, Opening, _rig.Time));
        Assert.Equal([2L], (await _center.ReadAsync(chat, UpstreamPosition.Start, default)).Messages.Select(m => m.EchoOf).OfType<long>());
    }

    /// <summary>Some servers say by 400 that they do not know a conversation: then it is not the text that is at fault.</summary>
    [Fact]
    public async Task Send_RefusedWhereReadsAreRefusedToo_IsNotAboutTheText()
    {
        var chat = await OpenAsync(_center);
        await _rig.FailAsync(new { operation = "directline:*", status = 400, count = 9 });
        Assert.Equal(ContactCenterFault.NotNow, await FaultAsync(() => _center.SendMessageAsync(chat, new(2, "hi", Opening), default)));
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData("")]
    public async Task Opening_WithAWrongSecret_WaitsForAnOperator(string secret)
    {
        var center = secret.Length == 0 ? Centers.Of(_rig.Http.BaseAddress!, _rig.Time, ("Protocol", "directline")) : Center(secret);
        var fault = await Assert.ThrowsAsync<ContactCenterException>(async () => await center.RequestChatAsync(Opening, await center.ReserveAsync(Opening, default), default));
        Assert.Equal(ContactCenterFault.NotNow, fault.Fault);
        Assert.Matches("40[13]", fault.Message);
    }

    [Fact]
    public async Task Log_BegunAnew_IsReadFromItsBeginningWithinAMinuteAndWhereAnEchoIsMissing()
    {
        var chat = await OpenAsync(_center);
        await _center.SendMessageAsync(chat, new(2, "hi", Opening), default);
        var desk = await DeskAsync();
        await _rig.AgentAsync(desk, "Accept");
        await _rig.AgentAsync(desk, "SendMessage", new { text = "before" });
        var read = await _center.ReadAsync(chat, UpstreamPosition.Start, default);
        await _rig.FailAsync(new { operation = "directline:getActivities", kind = "LogReset" });
        await _center.ReadAsync(chat, new(1, read.Cursor), default);
        await _rig.AgentAsync(desk, "SendMessage", new { text = "after" });

        Assert.Empty((await _center.ReadAsync(chat, new(1, read.Cursor), default)).Messages);
        _rig.Time.Advance(TimeSpan.FromSeconds(61));
        var again = await _center.ReadAsync(chat, new(1, read.Cursor), default);
        Assert.True(again.IsWhole);
        Assert.Equal("after", Assert.Single(again.Messages, m => m.Type == EntryType.Text && !m.IsSilent).Text);
    }

    [Fact]
    public async Task Bot_ThatOffersAnswersAndHandsOff_IsUnderstood()
    {
        var bot = Center(SandboxOptions.DefaultBotSecret, ("HandOverTo", "next"), ("HandOverWords:0", "human"));
        var chat = await OpenAsync(bot);
        await bot.SendMessageAsync(chat, new(2, "hello", Opening), default);
        await bot.SendMessageAsync(chat, new(3, "Human", Opening), default);
        await bot.SendMessageAsync(chat, new(4, "agent", Opening), default);
        await bot.SendMessageAsync(chat, new(5, "bye", Opening), default);

        var read = await bot.ReadAsync(chat, UpstreamPosition.Start, default);
        Assert.NotEmpty(read.Messages.First(m => !m.Choices.IsEmpty).Choices);
        Assert.All(read.Messages.Where(m => !m.IsSilent && m.From.Type != ParticipantType.Customer), m => Assert.Equal(ParticipantType.External, m.From.Type));
        Assert.Equal([3L, null], read.Messages.Where(m => m.AsksHandOver).Select(m => m.EchoOf));
        Assert.Equal(ChatState.Idle, read.State);
    }

    [Fact]
    public async Task Complete_TellsTheBot_AndReadsOn()
    {
        var chat = await OpenAsync(_center);
        await _center.SendMessageAsync(chat, new(2, "hi", Opening), default);
        var read = await _center.CompleteAsync(chat, UpstreamPosition.Start, default);

        Assert.Contains(read!.Messages, m => m.EchoOf == 2);
        Assert.Empty((await _rig.AgentGetAsync("/api/v2/me/chats"))["chats"]!.AsArray());
    }

    /// <summary>What bots and servers do wrong: one odd activity keeps nobody from reading the others, and its own words are not lost.</summary>
    [Theory]
    [InlineData("""null""")]
    [InlineData("""{"type":"message","id":"V|1","from":"bot","text":"odd"}""")]
    [InlineData("""{"type":"message","id":"V|1","from":{"id":"bot"},"text":"odd","attachments":{}}""")]
    [InlineData("""{"type":"message","id":"V|1","from":{"id":"bot"},"text":"odd","suggestedActions":[]}""")]
    [InlineData("""{"type":"message","id":"V|1","from":{"id":"bot","role":"bot"},"text":"odd","channelData":{"clientActivityID":"relay-2"}}""")]
    [InlineData("""{"type":"message","id":"V|1","from":{"id":"bot"},"text":"odd","channelData":"\ud83d"}""")]
    [InlineData("""{"type":"message","id":"V|1","from":{"id":"bot"},"attachments":[{"content":{"title":"odd","buttons":[{"title":"Great \ud83d"}]}}]}""")]
    public async Task Activity_ThatIsOdd_KeepsNobodyFromReadingTheOthers(string odd)
    {
        await using var stub = await CustomerChat.Testing.StubServer.StartAsync(context => context.Response.WriteAsync(context.Request.Path.Value!.EndsWith("/activities", StringComparison.Ordinal)
            ? $$"""{"activities":[{{odd}},{"type":"message","id":"V|2","from":{"id":"bot"},"text":"good \ud83d\ude00"}],"watermark":{{(context.Request.Query.ContainsKey("watermark") ? "2" : "1")}}}"""
            : """{"conversationId":"V","token":"T","expires_in":1800}"""));
        var center = Centers.Of(stub.Address, ("Protocol", "directline"), ("Secret", "s"));
        var read = await center.ReadAsync(await OpenAsync(center), UpstreamPosition.Start, default);
        var texts = read.Messages.Where(m => m is { IsSilent: false, Type: EntryType.Text }).Select(m => (m.From.Type, m.Text)).Distinct().ToList();

        Assert.Contains((ParticipantType.Agent, "good 😀"), texts);
        Assert.True(odd == "null" || texts.Contains((ParticipantType.Agent, "odd")), string.Join(", ", texts));
    }

    private static async Task<UpstreamHandle> OpenAsync(IContactCenter center) =>
        await center.RequestChatAsync(Opening, await center.ReserveAsync(Opening, default), default);

    private static async Task<ContactCenterFault?> FaultAsync(Func<Task> act) => (await Record.ExceptionAsync(act) as ContactCenterException)?.Fault;

    private IContactCenter Center(string secret, params (string, string)[] settings) =>
        Centers.Of(_rig.Http.BaseAddress!, _rig.Time, [("Protocol", "directline"), ("Secret", secret), .. settings]);

    private async Task<string> DeskAsync() => (string)(await _rig.AgentGetAsync("/api/v2/me/chats"))["chats"]![0]!["id"]!;
}
