using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Tests.Support;

namespace CustomerChat.Tests.Delivery;

/// <summary>Channels that take answers for a day after the customer's last message.</summary>
public class AnswerWindowTests
{
    private readonly World _world = new();

    public AnswerWindowTests()
    {
        _world.Options.IdleTimeout = _world.Options.MaxDuration = _world.Options.NoAgentTimeout = TimeSpan.FromDays(7);
        _world.Channel.AnswerWindow = TimeSpan.FromHours(24);
        _world.Channel.HasTemplate = true;
    }

    [Fact]
    public async Task Answers_OutsideTheWindow_AreHeldBehindOneTemplateAndGoOutInOrderWhenTheCustomerWrites()
    {
        var chat = await OpenAsync();
        _world.Time.Advance(TimeSpan.FromHours(25));
        _world.Upstream.Say("one");
        _world.Upstream.Say("two");
        await TurnsAsync(chat);
        _world.Time.Advance(TimeSpan.FromHours(30));
        _world.Upstream.Say("three");
        await TurnsAsync(chat);

        Assert.True(Assert.Single(_world.Channel.Sent).IsTemplate);
        Assert.Empty(_world.Store.Letters);

        await _world.WriteAsync("m2", "yes?");
        await TurnsAsync(chat);

        Assert.Equal(["", "one", "two", "three"], _world.Channel.Sent.Select(m => m.Text));
        Assert.Equal(
            ["hello", "Not delivered yet: \"one\". The customer has not written for too long; it is delivered when they write again. The template was sent to the customer.", "yes?"],
            _world.Upstream.CustomersTexts);
        Assert.Null(_world.Store.Head(chat).HeldSince);
    }

    [Fact]
    public async Task Answer_RefusedByTheProviderForTheWindow_IsHeldBehindTheTemplate()
    {
        var chat = await OpenAsync();
        _world.Channel.Answer = m => m.IsTemplate || _world.Store.Head(chat).CustomerWroteId == "m2" ? new DeliveryResult.Accepted("p-" + m.Id)
            : new DeliveryResult.Refused("HTTP 400, code 131047") { Cause = RefusalCause.Window };
        _world.Upstream.Say("one");
        await TurnsAsync(chat);
        Assert.True(Assert.Single(_world.Channel.Sent).IsTemplate);

        await _world.WriteAsync("m2", "yes?");
        await TurnsAsync(chat);

        Assert.Equal(["", "one"], _world.Channel.Sent.Select(m => m.Text));
        Assert.Empty(_world.Store.Letters);
    }

    [Fact]
    public async Task Answers_TakenByTheProviderAndReportedAsTooLate_AreSaidAgainBehindOneTemplateWhenTheCustomerWrites()
    {
        var chat = await OpenAsync();
        _world.Upstream.Say("one");
        _world.Upstream.Say("two");
        await TurnsAsync(chat);
        foreach (var sent in _world.Channel.Sent.ToList())
        {
            await ReportAsync(sent);
            await ReportAsync(sent);
        }

        _world.Upstream.Say("three");
        await TurnsAsync(chat);
        Assert.Equal(["one", "two", ""], _world.Channel.Sent.Select(m => m.Text));
        Assert.True(_world.Channel.Sent[^1].IsTemplate);

        await _world.WriteAsync("m2", "yes?");
        await TurnsAsync(chat);

        Assert.Equal(["one", "two", "", "one", "two", "three"], _world.Channel.Sent.Select(m => m.Text));
        Assert.Equal(
            ["hello", "Not delivered yet: \"one\". The customer has not written for too long; it is delivered when they write again. The template was sent to the customer.", "yes?"],
            _world.Upstream.CustomersTexts);
        Assert.Empty(_world.Store.Letters);
    }

    [Fact]
    public async Task Answer_ReportedAsTooLateAfterTheCustomerHasWritten_IsSaidAgainAtOnce()
    {
        var chat = await OpenAsync();
        _world.Upstream.Say("one");
        await TurnsAsync(chat);
        await _world.WriteAsync("m2", "yes?");
        await ReportAsync(_world.Channel.Sent[0]);
        await TurnsAsync(chat);

        Assert.Equal(["one", "one"], _world.Channel.Sent.Select(m => m.Text));
    }

    [Fact]
    public async Task Answer_WhoseReportOfBeingTooLateOvertakesTheAnswerToTheSend_IsSaidAgain()
    {
        var chat = await OpenAsync();
        var reported = false;
        _world.Channel.Takes = async () =>
        {
            if (!reported)
            {
                reported = true;
                await _world.ChannelIntake.ReportAsync(
                    new DeliveryReport(World.AddressOf(), $"p-{chat}-3", DeliveryStatus.Failed, "131047") { Cause = RefusalCause.Window }, default);
            }
        };
        _world.Upstream.Say("one");
        await TurnsAsync(chat);
        Assert.Equal(["one", ""], _world.Channel.Sent.Select(m => m.Text));

        await _world.WriteAsync("m2", "yes?");
        await TurnsAsync(chat);
        Assert.Equal(["one", "", "one"], _world.Channel.Sent.Select(m => m.Text));
    }

    [Fact]
    public async Task Answer_ReportedAsTooLateAfterTheChatHasEnded_IsHeldForADay()
    {
        var chat = await OpenAsync();
        _world.Upstream.Say("one");
        await TurnsAsync(chat);
        _world.Upstream.Chats[0].State = ChatState.Idle;
        await TurnsAsync(chat);
        Assert.True(_world.Store.Head(chat).IsFinished);

        await ReportAsync(_world.Channel.Sent[0]);
        Assert.Contains(chat, _world.Store.Open);
        await TurnsAsync(chat);
        Assert.True(_world.Channel.Sent[^1].IsTemplate);
        Assert.Equal(ChatPhase.Ended, _world.Store.Head(chat).Phase);

        _world.Time.Advance(TimeSpan.FromHours(25));
        await TurnsAsync(chat);
        Assert.False(Assert.Single(_world.Store.Letters).ToContactCenter);
        Assert.True(_world.Store.Head(chat).IsFinished);
    }

    /// <summary>The report comes in just when the turn takes the finished chat out of the index: the chat goes on all the same.</summary>
    [Fact]
    public async Task Answer_ReportedAsTooLateWhileTheChatFinishes_IsHeldForADay()
    {
        var chat = await OpenAsync();
        _world.Upstream.Say("one");
        await TurnsAsync(chat);
        var other = _world.Other();
        _world.Upstream.Chats[0].State = ChatState.Idle;
        _world.Store.At = point =>
        {
            if (point == "before note end")
            {
                _world.Store.At = _ => { };
                ReportAsync(_world.Channel.Sent[0], other).GetAwaiter().GetResult();
            }
        };
        await TurnsAsync(chat);

        Assert.Contains(chat, _world.Store.Open);
        Assert.True(_world.Channel.Sent[^1].IsTemplate);
    }

    [Fact]
    public async Task Answer_ReportedAsTooLateWithoutATemplate_IsToldToTheAgent()
    {
        _world.Channel.HasTemplate = false;
        var chat = await OpenAsync();
        _world.Upstream.Say("one");
        await TurnsAsync(chat);
        await ReportAsync(_world.Channel.Sent[0]);
        await TurnsAsync(chat);

        Assert.Equal(["one"], _world.Channel.Sent.Select(m => m.Text));
        Assert.Equal(["hello", "Not delivered: \"one\" (131047: Re-engagement message)."], _world.Upstream.CustomersTexts);
    }

    [Fact]
    public async Task Held_WhenTheCustomerWritesAfterTheChatHasEnded_GoesOut()
    {
        var chat = await OpenAsync();
        _world.Time.Advance(TimeSpan.FromHours(25));
        _world.Upstream.Say("one");
        await TurnsAsync(chat);
        _world.Upstream.State = ChatState.Idle;
        await TurnsAsync(chat);
        Assert.False(_world.Store.Head(chat).IsFinished);

        await _world.WriteAsync("m2", "yes?");
        await TurnsAsync(chat);

        Assert.NotEqual(chat, await _world.ChatOfAsync());
        Assert.Equal(["", "one"], _world.Channel.Sent.Select(m => m.Text));
        Assert.True(_world.Store.Head(chat).IsFinished);
    }

    [Fact]
    public async Task Held_ADayAfterTheChatsEnd_IsADeadLetter()
    {
        var chat = await OpenAsync();
        _world.Time.Advance(TimeSpan.FromHours(25));
        _world.Upstream.Say("one");
        await TurnsAsync(chat);
        _world.Upstream.State = ChatState.Idle;
        await TurnsAsync(chat);
        _world.Time.Advance(TimeSpan.FromHours(25));
        await TurnsAsync(chat);

        Assert.Single(_world.Store.Letters);
        Assert.True(_world.Store.Head(chat).IsFinished);
    }

    [Fact]
    public async Task Template_ThatIsRefused_LeavesADeadLetterWithBothReasons()
    {
        var chat = await OpenAsync();
        _world.Channel.Answer = _ => new DeliveryResult.Refused("HTTP 400, code 132001");
        _world.Time.Advance(TimeSpan.FromHours(25));
        _world.Upstream.Say("one");

        await TurnsAsync(chat);

        var reason = Assert.Single(_world.Store.Letters).Reason;
        Assert.Contains("24 hours", reason, StringComparison.Ordinal);
        Assert.Contains("132001", reason, StringComparison.Ordinal);
        Assert.StartsWith("Not delivered: \"one\"", _world.Upstream.CustomersTexts.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Template_WhoseAccountIsAtFault_IsTriedAgain()
    {
        var chat = await OpenAsync();
        _world.Channel.Answer = _ => new DeliveryResult.AccountFault("HTTP 401");
        _world.Time.Advance(TimeSpan.FromHours(25));
        _world.Upstream.Say("one");
        await TurnsAsync(chat);
        _world.Channel.Answer = m => new DeliveryResult.Accepted("p-" + m.Id);
        await TurnsAsync(chat);

        Assert.True(Assert.Single(_world.Channel.Sent).IsTemplate);
        Assert.Empty(_world.Store.Letters);
    }

    [Fact]
    public async Task ReadMarks_WhereTheAccountWantsThem_ComeWhenTheContactCenterHasTheWords()
    {
        _world.Channel.MarksRead = true;
        _world.Upstream.Fail = o => o == "SendMessage" ? (CustomerChat.Turn.ContactCenterFault.NotReached, false) : null;
        await _world.WriteAsync("m1", "hello");
        var chat = await _world.ChatOfAsync();
        await _world.TurnAsync(chat);
        Assert.Empty(_world.Channel.Read);

        _world.Upstream.Fail = _ => null;
        await TurnsAsync(chat);

        Assert.Equal(["m1"], _world.Channel.Read);
    }

    private async Task<string> OpenAsync()
    {
        await _world.WriteAsync("m1", "hello");
        var chat = await _world.ChatOfAsync();
        await TurnsAsync(chat);
        return chat;
    }

    private async Task TurnsAsync(string chat)
    {
        for (var i = 0; i < 5; i++)
        {
            await _world.TurnAsync(chat);
            _world.Time.Advance(TimeSpan.FromSeconds(10));
        }
    }

    private Task ReportAsync(OutboundMessage message, RelayProcess? process = null) => (process ?? _world.Process).ChannelIntake.ReportAsync(
        new DeliveryReport(World.AddressOf(), "p-" + message.Id, DeliveryStatus.Failed, "131047: Re-engagement message") { Cause = RefusalCause.Window }, default);
}
