using CustomerChat.Chats;
using CustomerChat.Hours;
using CustomerChat.Intake;
using CustomerChat.Tests.Support;
using CustomerChat.Turn;

namespace CustomerChat.Tests.Turn;

/// <summary>Outside the hours of the contact centre: 8 to 18 UTC, but for the weekend. <see cref="World"/> begins on Thursday, 1 January 2026, at 00:00 UTC.</summary>
public class ClosedTests
{
    private const string Told = "We are closed now. We open again on 2026-01-01 08:00.";

    private readonly World _world = new();

    public ClosedTests() => _world.Upstream.Hours = Hours(refuses: false);

    [Fact]
    public async Task Turn_WhileClosed_KeepsTheChatAndOpensItWhenTheHoursBegin()
    {
        var chat = await _world.OpenAsync();
        await _world.PostAsync(chat, "hello");
        var outcome = await _world.TurnAsync(chat);
        Assert.Equal((false, PollSchedule.Longest, false, 0), (outcome.Ended, outcome.Delay, outcome.Pending, outcome.Failures));
        Assert.Equal(0, _world.Upstream.Opened);

        // By a process that has been started since, and not a moment too late.
        _world.Time.Advance(TimeSpan.FromHours(8) - TimeSpan.FromSeconds(3));
        _world.Start();
        Assert.Equal(TimeSpan.FromSeconds(3), (await _world.TurnAsync(chat)).Delay);
        _world.Time.Advance(TimeSpan.FromSeconds(3));
        await _world.TurnAsync(chat);

        Assert.Equal(1, _world.Upstream.Opened);
        Assert.Equal(["hello"], _world.Upstream.CustomersTexts);
    }

    /// <summary>Every limit counts from the opening.</summary>
    [Theory]
    [InlineData(EndReason.NoAgent)]
    [InlineData(EndReason.IdleTooLong)]
    [InlineData(EndReason.TooLong)]
    public async Task Turn_OfAChatKeptForLongerThanTheLimits_EndsItOnlyWhenTheHoursHaveBegun(EndReason reason)
    {
        var limit = TimeSpan.FromHours(2);
        (_world.Options.NoAgentTimeout, _world.Options.IdleTimeout, _world.Options.MaxDuration) =
            (reason == EndReason.NoAgent ? limit : limit * 2, reason == EndReason.IdleTooLong ? limit : limit * 2, reason == EndReason.TooLong ? limit : limit * 2);
        _world.Time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromHours(19));
        var chat = await _world.OpenAsync();
        await _world.PostAsync(chat, "hello");

        // Friday evening to Monday morning.
        _world.Time.Advance(TimeSpan.FromHours(61));
        await _world.TurnAsync(chat);
        Assert.Equal((ChatState.WaitingForAgent, 1), (_world.Store.Head(chat).State, _world.Upstream.Opened));
        _world.Time.Advance(limit);
        await _world.TurnAsync(chat);
        Assert.Equal(ChatState.WaitingForAgent, _world.Store.Head(chat).State);
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        await _world.TurnAsync(chat);

        Assert.Equal(reason, _world.Store.Head(chat).EndReason);
    }

    /// <summary>A message that a customer left waits for its agent longer than any chat may be open, and is polled as seldom as a quiet chat.</summary>
    [Fact]
    public async Task Turn_OfALeftMessage_WaitsForAnAgentUntilItsOwnLimit()
    {
        (_world.Options.NoAgentTimeout, _world.Options.IdleTimeout, _world.Options.MaxDuration, _world.Options.MessageTimeout) =
            (TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(20), TimeSpan.FromHours(2), TimeSpan.FromHours(5));
        _world.Time.Advance(TimeSpan.FromHours(10));
        var (chat, message) = (await _world.OpenAsync(), await _world.OpenAsync(isMessage: true));
        _world.Time.Advance(TimeSpan.FromHours(1));
        await _world.TurnAsync(chat);
        await _world.TurnAsync(message);
        Assert.Equal(EndReason.NoAgent, _world.Store.Head(chat).EndReason);
        _world.Time.Advance(TimeSpan.FromHours(3));
        Assert.Equal(_world.Options.SlowPoll, (await _world.TurnAsync(message)).Delay);
        Assert.Equal(ChatState.WaitingForAgent, _world.Store.Head(message).State);

        _world.Time.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));
        await _world.TurnAsync(message);
        Assert.Equal(EndReason.NoAgent, _world.Store.Head(message).EndReason);
    }

    [Fact]
    public async Task Turn_OfAChatThatIsOpenWhenTheHoursEnd_GoesOn()
    {
        _world.Time.Advance(TimeSpan.FromHours(18) - TimeSpan.FromMinutes(1));
        var (opened, late) = (await _world.OpenAsync(), await _world.OpenAsync());
        await _world.TurnAsync(opened);
        _world.Time.Advance(TimeSpan.FromMinutes(2));
        await _world.PostAsync(opened, "are you there?");
        await _world.TurnAsync(opened);
        Assert.Equal(["are you there?"], _world.Upstream.CustomersTexts);

        // It came within the hours, and its first turn after them.
        await _world.TurnAsync(late);
        Assert.Equal(2, _world.Upstream.Opened);

        _world.Options.NoAgentTimeout = TimeSpan.FromMinutes(2);
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        await _world.TurnAsync(opened);
        Assert.Equal(EndReason.NoAgent, _world.Store.Head(opened).EndReason);
    }

    /// <summary>What was written before still reaches the agents, however long the doors are closed.</summary>
    [Fact]
    public async Task Turn_OfAKeptChatThatItsCustomerHasEnded_BringsItsWordsWhenTheHoursBegin()
    {
        _world.Time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromHours(19));
        var chat = await _world.OpenAsync();
        await _world.PostAsync(chat, "call me");
        await _world.Intake.CompleteAsync(chat, World.Center, default);
        _world.Time.Advance(TimeSpan.FromHours(60));
        await _world.TurnAsync(chat);
        Assert.Equal((0, 0), (_world.Upstream.Opened, _world.Store.Letters.Count));

        _world.Time.Advance(TimeSpan.FromHours(1));
        await _world.TurnAsync(chat);
        Assert.Equal(["call me"], _world.Upstream.CustomersTexts);
        Assert.Empty(_world.Store.Letters);
    }

    [Fact]
    public async Task Message_WhileClosed_IsAnsweredOnceUntilTheHoursBegin()
    {
        _world.Channel.Texts = new() { Welcome = "Welcome.", Queue = "One moment." };
        Assert.Equal(PostResult.Accepted, await _world.WriteAsync("1", "hello"));
        var first = await RunAsync();
        await _world.WriteAsync("2", "anybody?");
        await RunAsync();
        await _world.WriteAsync("3", "/end", ends: true);
        await _world.WriteAsync("4", "hello again");
        await RunAsync();
        Assert.Equal([Told], Sent());

        _world.Time.Advance(TimeSpan.FromHours(8));
        var second = await RunAsync();
        Assert.NotEqual(first, second);
        Assert.Equal([Told, "One moment."], Sent());

        // The next time of closed doors.
        await _world.WriteAsync("5", "/end", ends: true);
        _world.Time.Advance(TimeSpan.FromHours(10));
        await _world.WriteAsync("6", "hello");
        await RunAsync();
        Assert.Equal([Told, "One moment.", "We are closed now. We open again on 2026-01-02 08:00."], Sent());
    }

    [Theory]
    [InlineData("Later: {opens}", "Later: 2026-01-01 08:00")]
    [InlineData(null, "Welcome.")]
    public async Task Message_WhileClosed_IsAnsweredAsTheAccountSays(string? closed, string expected)
    {
        _world.Channel.Texts = new() { Welcome = "Welcome.", Closed = closed };
        await _world.WriteAsync("1", "hello");
        await RunAsync();

        Assert.Equal([expected], Sent());
    }

    [Fact]
    public async Task Message_WhenOpen_IsWelcomed()
    {
        _world.Channel.Texts = new() { Welcome = "Welcome." };
        _world.Time.Advance(TimeSpan.FromHours(8));
        await _world.WriteAsync("1", "hello");
        await RunAsync();

        Assert.Equal(["Welcome."], Sent());
    }

    /// <summary>Refused, each message is a dead letter with its text in a chat that has ended; its customer is told once.</summary>
    [Fact]
    public async Task Message_RefusedWhileClosed_IsADeadLetterAndItsCustomerIsTold()
    {
        (_world.Upstream.Hours, _world.Channel.Texts) = (Hours(refuses: true), new() { Welcome = "Welcome.", Closing = "Bye." });
        Assert.Equal(PostResult.Closed, await _world.WriteAsync("1", "hello"));
        var first = await RunAsync();
        Assert.Equal(PostResult.Closed, await _world.WriteAsync("2", "anybody?"));
        var second = await RunAsync();

        Assert.Equal([Told], Sent());
        Assert.Equal(
            [(first, "hello"), (second, "anybody?")], _world.Store.Letters.Where(l => l.ToContactCenter).Select(l => (l.ChatId, _world.Store.Entries(l.ChatId)[(int)l.Index - 1].Text)));
        Assert.All(_world.Store.Letters, l => Assert.StartsWith("The contact centre was closed", l.Reason, StringComparison.Ordinal));
        Assert.All([first, second], id => Assert.Equal((EndReason.Closed, true), (_world.Store.Head(id).EndReason, _world.Store.Head(id).IsFinished)));
        Assert.Equal((0, 0), (_world.Upstream.Opened, _world.Store.Open.Count));

        _world.Time.Advance(TimeSpan.FromHours(8));
        Assert.Equal(PostResult.Accepted, await _world.WriteAsync("3", "hello"));
    }

    [Fact]
    public async Task Message_RefusedAndDeliveredAgain_CountsOnce()
    {
        _world.Upstream.Hours = Hours(refuses: true);
        await _world.WriteAsync("1", "hello");
        await RunAsync();
        Assert.Equal(PostResult.Duplicate, await _world.WriteAsync("1", "hello", process: _world.Other()));
        _world.Time.Advance(TimeSpan.FromHours(8));
        Assert.Equal(PostResult.Duplicate, await _world.WriteAsync("1", "hello", process: _world.Other()));

        Assert.Single(_world.Store.Letters);
        Assert.Single(Sent());
    }

    /// <summary>Who has claimed the conversation dies before the chat is there; the provider delivers again.</summary>
    [Fact]
    public async Task Message_RefusedByAProcessThatDies_IsTakenWhenItIsDeliveredAgain()
    {
        _world.Upstream.Hours = Hours(refuses: true);
        _world.Store.At = point =>
        {
            if (point == "before commit")
            {
                throw new OperationCanceledException();
            }
        };
        await Assert.ThrowsAsync<OperationCanceledException>(() => _world.WriteAsync("1", "hello"));
        _world.Store.At = _ => { };
        _world.Start();
        await _world.WriteAsync("1", "hello");
        await RunAsync();

        Assert.Equal("hello", Assert.Single(_world.Store.Letters.Select(l => _world.Store.Entries(l.ChatId)[(int)l.Index - 1].Text)));
        Assert.Equal([Told], Sent());
    }

    /// <summary>The other process finds the conversation claimed for a chat that is not there yet, and makes it with its own message.</summary>
    [Fact]
    public async Task Messages_RefusedByTwoProcessesAtOnce_AreBothDeadLetters()
    {
        _world.Upstream.Hours = Hours(refuses: true);
        var (other, isFirst) = (_world.Other(), true);
        _world.Store.At = point =>
        {
            if (point == "after claim" && isFirst)
            {
                isFirst = false;
                _world.WriteAsync("2", "anybody?", process: other).GetAwaiter().GetResult();
            }
        };
        Assert.Equal(PostResult.Closed, await _world.WriteAsync("1", "hello"));
        foreach (var chat in _world.Store.Open.ToList())
        {
            await _world.TurnAsync(chat);
        }

        Assert.Equal(["anybody?", "hello"], _world.Store.Letters.Select(l => _world.Store.Entries(l.ChatId)[(int)l.Index - 1].Text).Order());
        Assert.Equal([Told], Sent());
    }

    [Fact]
    public async Task LongMessage_RefusedWhileClosed_LosesNoWord()
    {
        _world.Upstream.Hours = Hours(refuses: true);
        var words = string.Join(' ', Enumerable.Range(0, 1_500).Select(i => $"w{i}"));
        Assert.Equal(PostResult.Closed, await _world.WriteAsync("1", words));
        foreach (var chat in _world.Store.Open.ToList())
        {
            await _world.TurnAsync(chat);
        }

        var kept = _world.Store.Letters.SelectMany(l => _world.Store.Entries(l.ChatId)[(int)l.Index - 1].Text!.Split(' ')).ToList();
        Assert.Equal((2, 1_500), (_world.Store.Letters.Count, kept.Count));
        Assert.Equal(words.Split(' ').Order(), kept.Order());
        Assert.Single(Sent());
    }

    /// <summary>A bot is always there, the people are not: their customer is told, and nothing ends before they come.</summary>
    [Fact]
    public async Task HandOver_ToAClosedContactCenter_IsKeptUntilItOpens()
    {
        (_world.Upstream.Protocol, _world.Upstream.Hours) = (FakeProtocol.DirectLine, null);
        _world.Upstream.HandOver = new("people", ["human"], "A person comes.");
        await _world.WriteAsync("1", "hello");
        var chat = await RunAsync();
        _world.Upstream.Chats[0].AskHandOver();
        _world.Upstream.Hours = Hours(refuses: true);
        await _world.TurnAsync(chat);
        _world.Time.Advance(Chat.HandOverSettle);
        await _world.TurnAsync(chat);
        await _world.TurnAsync(chat);
        Assert.Equal((1, 1), (_world.Store.Head(chat).UpstreamNumber, _world.Upstream.Opened));
        Assert.Equal(["A person comes.", Told], Sent());

        _world.Time.Advance(TimeSpan.FromHours(8));
        await _world.TurnAsync(chat);
        Assert.Equal((ChatState.WaitingForAgent, 2), (_world.Store.Head(chat).State, _world.Upstream.Opened));
    }

    [Fact]
    public async Task Replay_OfARefusedMessageWhileClosed_IsKept()
    {
        _world.Upstream.Hours = Hours(refuses: true);
        await _world.WriteAsync("1", "hello");
        await RunAsync();
        Assert.True((await _world.Process.Replay.ReplayAsync(_world.Store.Letters[0].Id, default)).Done);
        _world.Time.Advance(TimeSpan.FromHours(8));
        await RunAsync();

        Assert.Empty(_world.Store.Letters);
        Assert.Equal(["hello"], _world.Upstream.CustomersTexts);
    }

    private IEnumerable<string?> Sent() => _world.Channel.Sent.Select(m => m.Text);

    /// <summary>Runs the current chat's turn.</summary>
    private async Task<string> RunAsync()
    {
        var chat = await _world.ChatOfAsync();
        await _world.TurnAsync(chat);
        return chat;
    }

    private static OpeningHours Hours(bool refuses) => new(
        TimeZoneInfo.Utc,
        Enum.GetValues<DayOfWeek>().Where(d => d is not (DayOfWeek.Saturday or DayOfWeek.Sunday)).Select(d => new OpenPeriod(d, TimeSpan.FromHours(8), TimeSpan.FromHours(18))),
        _ => false)
    {
        Refuses = refuses,
    };
}
