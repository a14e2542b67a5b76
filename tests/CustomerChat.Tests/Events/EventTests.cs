using CustomerChat.Chats;
using CustomerChat.Consent;
using CustomerChat.Delivery;
using CustomerChat.Events;
using CustomerChat.Intake;
using CustomerChat.Tests.Support;
using CustomerChat.Turn;
using Moq;

namespace CustomerChat.Tests.Events;

public class EventTests
{
    private readonly FakeEndpoint _endpoint = new();
    private readonly World _world;

    public EventTests() => _world = new World(endpoint: _endpoint);

    [Fact]
    public async Task Chat_FromItsOpeningToItsEnd_IsToldInOrderAndOnce()
    {
        var chat = await TalkAsync();
        await ReportAsync(DeliveryStatus.Delivered);
        await ReportAsync(DeliveryStatus.Read);
        await EndAsync(chat);

        Assert.Equal(
            ["chat.opened 0", "message.received 1", "agent.joined 3 Kate", "message.sent 4", "message.delivered 4", "message.read 4", "agent.left 5 Kate", "chat.ended 0 ContactCenter"], Told());
        Assert.Equal(8, _endpoint.Took.Select(m => m.Id).Distinct().Count());
        Assert.All(_endpoint.Took, m => Assert.Null(m.Text));
        Assert.True(_world.Store.Head(chat).IsFinished);
    }

    /// <summary>An ended chat that waits only for an endpoint gets its next turn when the event is due, within the time of the heartbeats.</summary>
    [Fact]
    public async Task Turn_OfAnEndedChatWhoseEventIsPutOff_ComesWhenTheEventIsDue()
    {
        var chat = await TalkAsync();
        _endpoint.Answer = _ => new DeliveryResult.RetryLater(null, "busy");
        _world.Upstream.State = ChatState.Idle;
        var delays = new List<TimeSpan>();
        for (var i = 0; i < 12; i++)
        {
            delays.Add((await _world.TurnAsync(chat)).Delay);
            _world.Time.Advance(delays[^1]);
        }

        // The schedule is 5 s and then 5 min: in between the chat has a turn each half minute.
        Assert.Contains(delays, d => d > TimeSpan.FromSeconds(4) && d < TimeSpan.FromSeconds(7));
        Assert.Contains(PollSchedule.Longest, delays);
        Assert.All(delays, d => Assert.InRange(d, TimeSpan.FromSeconds(0.5), PollSchedule.Longest));
    }

    [Fact]
    public async Task Chat_RefusedWhileClosed_IsToldWithItsEndAndItsFailure()
    {
        _world.Upstream.Hours = new(TimeZoneInfo.Utc, [new(DayOfWeek.Thursday, TimeSpan.FromHours(8), TimeSpan.FromHours(18))], _ => false) { Refuses = true };
        await _world.WriteAsync("1", "hello");
        var chat = await _world.ChatOfAsync();
        Assert.Contains(chat, _world.Store.Open);
        while (!(await _world.TurnAsync(chat)).Ended)
        {
            _world.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(
            ["chat.opened 0", "message.received 1", "chat.ended 0 Closed", "message.failed 1 The contact centre was closed and accepts no chats while it is closed"], Told());
    }

    [Theory]
    [InlineData(FakeProtocol.Gws)]
    [InlineData(FakeProtocol.Gms)]
    [InlineData(FakeProtocol.DirectLine)]
    public async Task Sent_AnAgentsMessage_SaysWhichOneItWasAtTheContactCenter(FakeProtocol protocol)
    {
        _world.Upstream.Protocol = protocol;
        await TalkAsync();

        var place = Assert.Single(_endpoint.Took, m => m.Event.Type == EventTypes.MessageSent).Event.Upstream!;
        Assert.Equal(0, place.Number);
        Assert.Equal(protocol == FakeProtocol.DirectLine, place.Index is null);
        Assert.Equal(protocol == FakeProtocol.DirectLine, place.Key is not null);
    }

    [Fact]
    public void Sent_AMessageAfterAHandOver_SaysInWhichOfTheChatsItIs()
    {
        var before = Chat.Open(ChatIds.New(), new(World.Center, "Ann", "shoes"), default) with { UpstreamNumber = 1 };
        var entry = new ChatEntry { Index = 4, Type = EntryType.Text, From = new("Kate", "2", ParticipantType.Agent), At = default, UpstreamIndex = 7 };

        var noted = EventRules.Note(before, before with { UpstreamNumber = 2 }, [entry], [], [], _endpoint.All, default).Events;

        Assert.Equal((EventTypes.MessageSent, new UpstreamPlace(7, null, 1)), (noted[0].Type, noted[0].Upstream));
    }

    [Fact]
    public void Sent_AMessageThatIsSaidAgain_SaysWhichOneItRepeats()
    {
        var chat = Chat.Open(ChatIds.New(), new(World.Center, "Ann", "shoes") { Channel = World.AddressOf() }, default) with { NextIndex = 9 };
        var entry = new ChatEntry { Index = 4, Type = EntryType.Text, From = new("Kate", "2", ParticipantType.Agent), At = default, UpstreamIndex = 7 };

        var (next, again) = chat.SayAgain(entry, default)!.Value;
        var noted = Assert.Single(EventRules.Note(chat, next, [again], [], [], _endpoint.All, default).Events);

        Assert.Equal((EventTypes.MessageSent, 9, 4, null), (noted.Type, noted.Index, noted.Repeats, noted.Upstream));
    }

    [Fact]
    public async Task Read_WithoutAReportOfDelivery_IsDeliveredToo()
    {
        await TalkAsync();
        await ReportAsync(DeliveryStatus.Read);
        await _world.TurnAsync(await _world.ChatOfAsync());

        Assert.Equal(["message.delivered 4", "message.read 4"], Told()[^2..]);
    }

    [Fact]
    public async Task Blocked_CustomerWithAnOpenChat_IsToldOnceInAWhileAndOnlyThen()
    {
        await BlockedAsync("b0");
        Assert.Empty(_world.Store.Chats);

        var chat = await TalkAsync();
        _world.Time.Advance(TimeSpan.FromMinutes(11));
        await BlockedAsync("b1");
        await BlockedAsync("b2");
        await _world.TurnAsync(chat);
        Assert.Single(Told(), "customer.blocked 0");

        _world.Time.Advance(TimeSpan.FromMinutes(11));
        await BlockedAsync("b3");
        await _world.TurnAsync(chat);
        Assert.Equal(2, _endpoint.Took.Where(m => m.Event.Type == EventTypes.CustomerBlocked).Select(m => m.Id).Distinct().Count());

        await EndAsync(chat);
        _world.Time.Advance(TimeSpan.FromMinutes(11));
        await BlockedAsync("b4");
        Assert.True(_world.Store.Head(chat).IsFinished);

        Task BlockedAsync(string id) => _world.Process.EventWriter.BlockedAsync(new(World.AddressOf(), World.Center, id, id, "Ann", "sms main"), default);
    }

    [Fact]
    public void Id_OfAnEvent_IsTheSameWhoeverIsToldAndTellsNothingOfTheChat()
    {
        var chat = ChatIds.New();
        var (one, two) = (new LifecycleEvent("crm", EventTypes.AgentJoined, 2, default), new LifecycleEvent("bi", EventTypes.AgentJoined, 2, DateTimeOffset.UnixEpoch) { Attempts = 3 });

        Assert.Equal(one.IdIn(chat), two.IdIn(chat));
        Assert.Matches("^evt_[0-9a-f]{32}$", one.IdIn(chat));
        Assert.Equal((one with { Serial = "s" }).IdIn(chat), (two with { Serial = "s" }).IdIn(ChatIds.New()));
        Assert.Equal(5, new[] { one.IdIn(chat), one.IdIn(ChatIds.New()), (one with { Index = 3 }).IdIn(chat), (one with { Type = EventTypes.AgentLeft }).IdIn(chat), "" }.Distinct().Count());
    }

    [Fact]
    public async Task Report_OfAMessageOfAFinishedChat_IsToldAndTheChatIsFinishedAgain()
    {
        var chat = await TalkAsync();
        await EndAsync(chat);
        Assert.True(_world.Store.Head(chat).IsFinished);
        Assert.Empty(_world.Store.Open);

        await ReportAsync(DeliveryStatus.Delivered);

        // Whoever was to run its turn may have died: its note leads to it.
        Assert.Contains(chat, _world.Store.Open);
        _world.Runtime.Verify(r => r.StartAsync(chat, It.IsAny<CancellationToken>()), Times.AtLeast(2));
        await _world.TurnAsync(chat);
        Assert.Equal("message.delivered 4", Told()[^1]);
        Assert.True(_world.Store.Head(chat).IsFinished);
        Assert.Empty(_world.Store.Open);

        await ReportAsync(DeliveryStatus.Delivered);
        Assert.Empty(_world.Store.Open);
    }

    [Fact]
    public async Task Message_WhoseReportOvertakesTheAnswerToTheSend_IsToldOf()
    {
        _world.Channel.Takes = () => ReportAsync(DeliveryStatus.Delivered);
        var chat = await TalkAsync();
        await _world.TurnAsync(chat);

        Assert.Contains("message.delivered 4", Told());
    }

    [Fact]
    public async Task Message_OfAChannelThatReportsNothing_IsDeliveredWhenTheChannelHasAllOfIt()
    {
        (_world.Channel.ReportsDelivery, _world.Channel.MaxText) = (false, 10);
        _world.Channel.Answer = m => _world.Channel.Sent.Count == 1 ? new DeliveryResult.RetryLater(null, "busy") : new DeliveryResult.Accepted("p-" + m.Id);
        var chat = await TalkAsync("two parts of it");
        Assert.DoesNotContain("message.delivered 4", Told());

        _world.Channel.Answer = m => new DeliveryResult.Accepted("p-" + m.Id);
        await TurnsAsync(chat);
        Assert.Single(Told(), "message.delivered 4");
    }

    [Fact]
    public async Task Messages_ThatCanNotReachTheirReceivers_AreToldOf()
    {
        var chat = await TalkAsync();
        _world.Channel.Answer = _ => new DeliveryResult.Refused("blocked");
        _world.Upstream.Say("Anything else?");
        await _world.TurnAsync(chat);
        _world.Upstream.Fail = o => o == "SendMessage" ? (ContactCenterFault.Refused, false) : null;
        await _world.WriteAsync("m2", "no");
        await TurnsAsync(chat);
        await ReportAsync(DeliveryStatus.Failed);
        await TurnsAsync(chat);

        Assert.Contains("message.failed 5 blocked", Told());
        Assert.Contains(Told(), t => t.StartsWith("message.failed 7", StringComparison.Ordinal));
        Assert.Contains("message.failed 4 30005", Told());
    }

    [Fact]
    public async Task Endpoint_DownForAnHour_IsToldAllOfItInOrderWhenItIsBack()
    {
        _endpoint.Answer = _ => new DeliveryResult.RetryLater(null, "HTTP 503.");
        var chat = await TalkAsync();
        for (var i = 0; i < 6; i++)
        {
            await _world.WriteAsync($"m{i + 2}", $"more {i}");
            await TurnsAsync(chat);
        }

        Assert.Equal(["hello", "more 0", "more 1", "more 2", "more 3", "more 4", "more 5"], _world.Upstream.CustomersTexts);
        Assert.Equal(2, _world.Store.Head(chat).Events[0].Attempts);
        Assert.All(_world.Store.Head(chat).Events.Skip(1), e => Assert.Equal(0, e.Attempts));

        _endpoint.Answer = m => new DeliveryResult.Accepted(m.Id);
        _world.Time.Advance(TimeSpan.FromMinutes(6));
        await _world.TurnAsync(chat);

        Assert.Equal(["chat.opened 0", "message.received 1", "agent.joined 3 Kate", "message.sent 4", .. Enumerable.Range(5, 6).Select(i => $"message.received {i}")], Told());
        Assert.Empty(_world.Store.Letters);
    }

    [Fact]
    public async Task Event_RefusedOrTriedTooOften_IsADeadLetterThatAnOperatorReplays()
    {
        _endpoint.Answer = m => m.Event.Type == EventTypes.AgentJoined ? new DeliveryResult.RetryLater(null, "HTTP 500.") : new DeliveryResult.Accepted(m.Id);
        var chat = await TalkAsync();
        for (var i = 0; i < 3; i++)
        {
            _world.Time.Advance(TimeSpan.FromMinutes(10));
            await _world.TurnAsync(chat);
        }

        var letter = Assert.Single(_world.Store.Letters);
        Assert.Equal(("event", 3, "Event agent.joined for crm: HTTP 500."), (letter.Direction, letter.Index, letter.Reason));
        Assert.Empty(_world.Store.Head(chat).Events);

        Assert.Equal("HTTP 500.", (await _world.Process.Replay.ReplayAsync(letter.Id, default)).Reason);
        _endpoint.Answer = m => new DeliveryResult.Accepted(m.Id);
        Assert.True((await _world.Process.Replay.ReplayAsync(letter.Id, default)).Done);
        Assert.True(_endpoint.IsOn);
        Assert.Equal("agent.joined 3 Kate", Told()[^1]);
        Assert.Empty(_world.Store.Letters);
    }

    [Fact]
    public async Task Events_OfAChatThatEndedADayAgo_AreDeadLettersAndTheChatIsFinished()
    {
        var chat = await TalkAsync();
        _endpoint.Answer = _ => new DeliveryResult.RetryLater(TimeSpan.FromDays(2), "HTTP 503.");
        await EndAsync(chat);
        Assert.Equal(ChatPhase.Ended, _world.Store.Head(chat).Phase);

        _world.Time.Advance(TimeSpan.FromHours(25));
        await _world.TurnAsync(chat);

        Assert.Equal(["agent.left", "chat.ended"], _world.Store.Letters.Select(l => l.Event!.Type));
        Assert.True(_world.Store.Head(chat).IsFinished);
    }

    [Fact]
    public async Task Events_MoreThanAHeadHolds_AreDeadLettersFromTheOldestOn()
    {
        var asked = 0;
        _endpoint.Answer = _ =>
        {
            asked++;
            return new DeliveryResult.RetryLater(null, "HTTP 503.");
        };
        var chat = await TalkAsync();
        for (var i = 0; i < Chat.MaxEvents; i++)
        {
            await _world.WriteAsync($"n{i}", $"more {i}");
        }

        asked = 0;
        await _world.TurnAsync(chat);

        Assert.Equal(["chat.opened", "message.received", "agent.joined", "message.sent"], _world.Store.Letters.Select(l => l.Event!.Type));
        Assert.Equal(Chat.MaxEvents, _world.Store.Head(chat).Events.Length);
        Assert.InRange(asked, 1, 2);
    }

    [Fact]
    public async Task Endpoint_ThatDoesNotAnswer_HoldsNoTurnUpAndIsAskedOnce()
    {
        var answer = new TaskCompletionSource();
        var asked = 0;
        await _world.WriteAsync("m1", "hello");
        var chat = await _world.ChatOfAsync();
        _endpoint.Takes = () =>
        {
            asked++;
            return answer.Task;
        };

        var turn = _world.TurnAsync(chat);
        Assert.False(turn.IsCompleted);
        _world.Time.Advance(TimeSpan.FromMilliseconds(250));
        await turn;
        await _world.TurnAsync(chat);
        Assert.Equal(["hello"], _world.Upstream.CustomersTexts);
        Assert.Equal(1, asked);

        _endpoint.Takes = () => Task.CompletedTask;
        answer.SetResult();
        Assert.True(SpinWait.SpinUntil(() => _endpoint.Took.Count == 2 && _world.Store.Head(chat).Events.IsEmpty, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Endpoint_ThatDoesNotAnswer_HoldsNoOtherEndpointUp()
    {
        var answer = new TaskCompletionSource();
        var quick = new FakeEndpoint { Name = "bi" };
        var world = new World(endpoint: new FakeEndpoint { Beside = quick, Takes = () => answer.Task });
        await world.WriteAsync("m1", "hello");
        var chat = await world.ChatOfAsync();
        for (var i = 0; i < 2; i++)
        {
            var turn = world.TurnAsync(chat);
            world.Time.Advance(TimeSpan.FromSeconds(1));
            await turn;
            await world.WriteAsync($"n{i}", "more");
        }

        Assert.Equal([EventTypes.ChatOpened, EventTypes.MessageReceived, EventTypes.MessageReceived], quick.Took.Select(m => m.Event.Type));
        answer.SetResult();
    }

    [Fact]
    public async Task Process_ThatDiesAfterTelling_TellsAgainWithTheSameId()
    {
        await _world.WriteAsync("m1", "hello");
        var chat = await _world.ChatOfAsync();
        var dying = true;
        _world.Store.At = point =>
        {
            if (dying && point == "before commit" && _endpoint.Took.Count > 0)
            {
                throw new InvalidOperationException("died");
            }
        };
        await _world.TurnAsync(chat);
        dying = false;
        _world.Start();
        await TurnsAsync(chat);

        Assert.Equal(["chat.opened", "message.received"], _endpoint.Took.Select(m => m.Event.Type).Distinct());
        Assert.Equal(4, _endpoint.Took.Count);
        Assert.Equal(2, _endpoint.Took.Select(m => m.Id).Distinct().Count());
    }

    [Fact]
    public async Task Endpoint_ThatAsksForSomeTypesAndTexts_IsToldTheseAlone()
    {
        var endpoint = new FakeEndpoint { Types = [EventTypes.MessageReceived], IncludesText = true };
        var world = new World(endpoint: endpoint);
        await world.WriteAsync("m1", "hello");
        await world.TurnAsync(await world.ChatOfAsync());

        var told = Assert.Single(endpoint.Took);
        Assert.Equal((EventTypes.MessageReceived, "hello"), (told.Event.Type, told.Text));
    }

    [Fact]
    public async Task Consent_OfACustomerWithAChat_IsToldOnceThroughIt()
    {
        var chat = await TalkAsync();
        await EndAsync(chat);
        var stop = Stop("s1");
        var consents = new Consents(new MemoryConsents(), _world.Process.EventWriter, _world.Time);

        _world.Runtime.Invocations.Clear();
        await consents.TakeAsync(stop, default);
        await consents.TakeAsync(stop, default);

        // The chat was finished: it is in the index again, and its turns run again.
        Assert.Contains(chat, _world.Store.Open);
        _world.Runtime.Verify(r => r.StartAsync(chat, It.IsAny<CancellationToken>()));
        await _world.TurnAsync(chat);

        Assert.Equal("consent.changed 0 OptedOut, Word, All", Told()[^1]);
        Assert.Single(Told(), t => t.StartsWith("consent", StringComparison.Ordinal));
        Assert.Equal([chat], _world.Store.Chats);
    }

    [Fact]
    public async Task Consent_SavedInVainTheFirstTime_IsToldOnce()
    {
        var chat = await TalkAsync();
        var store = new Mock<IConsents>();
        store.SetupSequence(s => s.SaveAsync(It.IsAny<ConsentRecord>(), default)).ThrowsAsync(new InvalidOperationException("down")).Returns(Task.CompletedTask);
        var consents = new Consents(store.Object, _world.Process.EventWriter, _world.Time);

        await Assert.ThrowsAsync<InvalidOperationException>(() => consents.TakeAsync(Stop("s1"), default));
        _world.Runtime.Invocations.Clear();
        await consents.TakeAsync(Stop("s1"), default);
        _world.Runtime.Verify(r => r.WakeAsync(chat, It.IsAny<bool>(), It.IsAny<CancellationToken>()));
        await _world.TurnAsync(chat);

        Assert.Single(Told(), "consent.changed 0 OptedOut, Word, All");
    }

    [Fact]
    public async Task Consent_OfACustomerWithoutAChat_IsToldAndOpensNoneAtTheContactCenter()
    {
        var consents = new Consents(new MemoryConsents(), _world.Process.EventWriter, _world.Time);
        await consents.CorrectAsync(World.AddressOf(), ConsentState.OptedOut, "by letter", default);
        await consents.CorrectAsync(World.AddressOf(), ConsentState.OptedOut, "by letter of May", default);
        var chat = Assert.Single(_world.Store.Chats);
        Assert.Contains(chat, _world.Store.Open);
        _world.Runtime.Verify(r => r.StartAsync(chat, It.IsAny<CancellationToken>()));

        Assert.True((await _world.TurnAsync(chat)).Ended);

        Assert.Equal(["consent.changed 0 OptedOut, Operator, All"], Told());
        Assert.Equal(World.AddressOf(), _endpoint.Took[0].Chat.Channel);
        Assert.Equal(0, _world.Upstream.Opened);
        Assert.Empty(_world.Store.Open);
    }

    [Fact]
    public async Task Consent_OfACustomerWhoseChatEndedLongAgo_IsTriedAgainAsOthersAre()
    {
        var chat = await TalkAsync();
        await EndAsync(chat);
        _world.Time.Advance(TimeSpan.FromDays(21));
        _endpoint.Answer = _ => new DeliveryResult.RetryLater(null, "HTTP 503.");
        await new Consents(new MemoryConsents(), _world.Process.EventWriter, _world.Time).TakeAsync(Stop("s1"), default);
        await _world.TurnAsync(chat);
        Assert.Empty(_world.Store.Letters);

        _endpoint.Answer = m => new DeliveryResult.Accepted(m.Id);
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        await _world.TurnAsync(chat);
        Assert.Equal("consent.changed 0 OptedOut, Word, All", Told()[^1]);
    }

    [Fact]
    public async Task Consent_OfACustomerWithoutAChatToldTwice_HasTheSameId()
    {
        var store = new Mock<IConsents>();
        var consents = new Consents(store.Object, _world.Process.EventWriter, _world.Time);
        await consents.TakeAsync(Stop("s1"), default);
        await consents.TakeAsync(Stop("s1"), default);
        foreach (var chat in _world.Store.Chats.ToList())
        {
            await _world.TurnAsync(chat);
        }

        Assert.Equal(2, _endpoint.Took.Count);
        Assert.Single(_endpoint.Took.Select(m => m.Id).Distinct());
    }

    [Fact]
    public async Task Replay_OfAMessageOfAFinishedChat_IsToldOf()
    {
        _world.Channel.ReportsDelivery = false;
        _world.Channel.Answer = _ => new DeliveryResult.Refused("blocked");
        var chat = await TalkAsync();
        await EndAsync(chat);
        await TurnsAsync(chat);
        Assert.True(_world.Store.Head(chat).IsFinished);

        _world.Channel.Answer = m => new DeliveryResult.Accepted("p-" + m.Id);
        Assert.True((await _world.Process.Replay.ReplayAsync(Assert.Single(_world.Store.Letters).Id, default)).Done);

        Assert.Contains(chat, _world.Store.Open);
        await _world.TurnAsync(chat);
        Assert.Equal("message.delivered 4", Told()[^1]);
        Assert.True(_world.Store.Head(chat).IsFinished);
    }

    [Fact]
    public async Task Words_CarriedOverIntoTheNextChat_AreReceivedOnce()
    {
        var chat = await TalkAsync();
        _world.Upstream.Fail = o => o == "SendMessage" ? (ContactCenterFault.NotReached, false) : null;
        await _world.WriteAsync("m2", "one more");
        _world.Upstream.Fail = _ => null;
        await EndAsync(chat);
        var next = await _world.ChatOfAsync();
        Assert.NotEqual(chat, next);
        await _world.TurnAsync(next);

        Assert.Equal(2, _endpoint.Took.Count(m => m.Event.Type == EventTypes.MessageReceived));
        Assert.Equal(2, _endpoint.Took.Count(m => m.Event.Type == EventTypes.ChatOpened));
    }

    [Fact]
    public async Task Chat_ErasedWithEventsWaiting_LeavesNothingAndIsToldNoMore()
    {
        _endpoint.Answer = _ => new DeliveryResult.RetryLater(null, "HTTP 503.");
        var chat = await TalkAsync();
        await _world.Process.Erasure.EraseAsync(chat, default);
        _endpoint.Answer = m => new DeliveryResult.Accepted(m.Id);
        _world.Time.Advance(TimeSpan.FromHours(1));

        Assert.True((await _world.TurnAsync(chat)).Ended);
        Assert.Empty(_endpoint.Took);
        Assert.Equal(0, _world.Store.RowsOf(chat));
    }

    [Fact]
    public async Task Endpoint_TakenOutOfTheSettings_HoldsNoChatOpen()
    {
        _endpoint.Answer = _ => new DeliveryResult.RetryLater(null, "HTTP 503.");
        var chat = await TalkAsync();
        var without = new World();
        var relay = new EventDelivery(_world.Ledger, without.Endpoints, _world.Process.DeadLettering, _world.Time, Microsoft.Extensions.Logging.Abstractions.NullLogger<EventDelivery>.Instance);

        // Another instance may have the new settings already, or still the old ones.
        _world.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(4, (await relay.SendDueAsync(_world.Store.Head(chat), default)).Events.Length);
        Assert.Empty(_world.Store.Letters);

        _world.Time.Advance(TimeSpan.FromHours(1));
        var left = await relay.SendDueAsync(_world.Store.Head(chat), default);

        Assert.Empty(left.Events);
        Assert.All(_world.Store.Letters, l => Assert.EndsWith("The endpoint is no longer configured.", l.Reason, StringComparison.Ordinal));
        Assert.Equal(4, _world.Store.Letters.Count);
    }

    private static InboundMessage Stop(string id) => new(World.AddressOf(), World.Center, id, "STOP", "Ann", "sms main")
    {
        Consent = new ConsentSignal(ConsentIntent.Stop, ConsentCause.Word),
    };

    private List<string> Told() => [.. _endpoint.Took.Select(m => $"{m.Event.Type} {m.Event.Index} {m.Event.Detail}".TrimEnd())];

    /// <summary>The customer says hello (1) and is in the chat (2), Kate joins (3) and answers (4).</summary>
    private async Task<string> TalkAsync(string answer = "We do.")
    {
        await _world.WriteAsync("m1", "hello");
        var chat = await _world.ChatOfAsync();
        await _world.TurnAsync(chat);
        _world.Upstream.State = ChatState.Chatting;
        _world.Upstream.Add(EntryType.ParticipantJoined, new Participant("Kate", "2", ParticipantType.Agent));
        _world.Upstream.Say(answer);
        await _world.TurnAsync(chat);
        await _world.TurnAsync(chat);
        return chat;
    }

    private async Task EndAsync(string chat)
    {
        _world.Upstream.Add(EntryType.ParticipantLeft, new Participant("Kate", "2", ParticipantType.Agent));
        _world.Upstream.State = ChatState.Idle;
        await _world.TurnAsync(chat);
        await _world.TurnAsync(chat);
    }

    private async Task TurnsAsync(string chat)
    {
        for (var i = 0; i < 4; i++)
        {
            await _world.TurnAsync(chat);
            _world.Time.Advance(TimeSpan.FromSeconds(3));
        }
    }

    private async Task ReportAsync(DeliveryStatus status) => await _world.ChannelIntake.ReportAsync(
        new DeliveryReport(World.AddressOf(), $"p-{await _world.ChatOfAsync()}-4", status, status == DeliveryStatus.Failed ? "30005" : null), default);
}
