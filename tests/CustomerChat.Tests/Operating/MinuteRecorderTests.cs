using CustomerChat.App.Ops;
using CustomerChat.Operating;
using CustomerChat.Tests.Support;
using CustomerChat.Turn;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace CustomerChat.Tests.Operating;

/// <summary>It hears the whole process: nothing runs beside it.</summary>
[Collection(AloneCollection.Name)]
public sealed class MinuteRecorderTests : IDisposable
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(At.AddSeconds(30));
    private readonly MemoryMinutes _store = new();
    private readonly ListLogger<MinuteRecorder> _log = new();
    private readonly MinuteRecorder _recorder;

    public MinuteRecorderTests() => _recorder = new(_store, _time, _log);

    public void Dispose() => _recorder.Dispose();

    [Fact]
    public void Minute_IsStoredOnceWhenItIsOver_AndMinutesWithNothingCostNothing()
    {
        Take(1);
        Take(3);
        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(0, _store.Saves);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new Figure(2, 4, 3), Assert.Single(_store.All.Values).Total(MinuteKinds.PollLag));
        Assert.Equal(At, Assert.Single(_store.All.Values).At);

        _time.Advance(TimeSpan.FromHours(5));
        Assert.Equal(1, _store.Saves);
        Take(7);
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal((2, 2), (_store.Saves, _store.All.Count));
        Assert.Single(_store.All.Keys.Select(k => k.Instance).Distinct());
    }

    [Fact]
    public void Minute_MeasuredThroughout_IsOneRowAMinute()
    {
        for (var i = 0; i < 600; i++)
        {
            Take(1);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal((10, 10), (_store.Saves, _store.All.Count));
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(600, _store.All.Values.Sum(m => m.Total(MinuteKinds.PollLag).Count));
    }

    [Fact]
    public async Task Stop_InAMinute_StoresWhatItHas()
    {
        Take(1);
        await _recorder.StopAsync();

        Assert.Equal(At, Assert.Single(_store.All.Values).At);
    }

    /// <summary>The host's engine may use up the time for stopping, as it does where a request never ends: the last minute is stored all the same.</summary>
    [Fact]
    public async Task Stop_WhenTheHostsTimeIsUp_StoresWhatItHas()
    {
        Take(1);
        await new MinuteKeeper(_recorder).StopAsync(new CancellationToken(canceled: true));

        Assert.Equal(At, Assert.Single(_store.All.Values).At);
    }

    [Fact]
    public async Task Stop_WithAStorageThatDoesNotAnswer_EndsAfterItsTime()
    {
        var store = new Mock<IMinutes>();
        store.Setup(s => s.SaveAsync(It.IsAny<Minute>(), It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .Returns((Minute _, string _, CancellationToken token) => Task.Delay(Timeout.InfiniteTimeSpan, _time, token));
        using var recorder = new MinuteRecorder(store.Object, _time, _log);
        recorder.Take("customerchat.poll.lag", 1, []);

        var stopped = recorder.StopAsync();
        Assert.False(stopped.IsCompleted);
        _time.Advance(MinuteRecorder.LastWrite);
        await stopped;
        store.Verify(s => s.SaveAsync(It.IsAny<Minute>(), It.IsAny<string>(), It.IsAny<CancellationToken>()), Times.Once());
    }

    [Fact]
    public void Minute_ThatCanNotBeStored_IsTriedAgainAndCountedOnce()
    {
        _store.At = () => throw new TimeoutException();
        Take(1);
        _time.Advance(TimeSpan.FromMinutes(3));
        Assert.Empty(_store.All);
        Assert.All(_log.Lines, l => Assert.Contains("TimeoutException", l.Message, StringComparison.Ordinal));
        Take(2);
        _store.At = () => { };
        _time.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal([(At, 1L), (At.AddMinutes(3), 1L)], _store.All.Values.OrderBy(m => m.At).Select(m => (m.At, m.Total(MinuteKinds.PollLag).Count)));
    }

    [Fact]
    public void Minutes_OfAStorageThatStaysDown_AreBounded()
    {
        _store.At = () => throw new TimeoutException();
        for (var i = 0; i < MinuteRecorder.MaxKept * 2; i++)
        {
            Take(1);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        _store.At = () => { };
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(MinuteRecorder.MaxKept, _store.All.Count);
    }

    /// <summary>A row is replaced as a whole: a clock that was set back must not take a stored one away.</summary>
    [Fact]
    public void Minute_AfterTheClockWasSetBack_IsAnother()
    {
        Take(1);
        _time.Advance(TimeSpan.FromMinutes(1));
        _time.AdjustTime(At.AddSeconds(40));
        Take(2);
        _time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal([1d, 2d], _store.All.Values.OrderBy(m => m.At).Select(m => m.Total(MinuteKinds.PollLag).Sum));
    }

    [Fact]
    public void Reasons_TooMany_AreCountedTogether()
    {
        for (var i = 0; i < 1_000; i++)
        {
            _recorder.Take("customerchat.deliveries.failed", 1, [new("channel", "sms"), new("account", "main"), new("reason", $"reason {i}")]);
        }

        _time.Advance(TimeSpan.FromMinutes(1));
        var minute = Assert.Single(_store.All.Values);
        Assert.Equal((MinuteRecorder.MaxFigures + 1, 1_000), (minute.Figures.Count, minute.Total(MinuteKinds.Failed).Count));
    }

    /// <summary>The relay's own measurements, and no second set of calls.</summary>
    [Fact]
    public async Task Start_OnALifeOfAChat_HearsWhatHappensInIt()
    {
        _recorder.Start();
        var world = new World();
        world.Time.SetUtcNow(At);
        await world.WriteAsync("1", "where is my parcel?");
        var chat = await world.ChatOfAsync();
        await world.TurnAsync(chat);
        world.Time.Advance(TimeSpan.FromSeconds(20));
        world.Upstream.State = CustomerChat.Chats.ChatState.Chatting;
        world.Upstream.Say("on its way");
        await world.TurnAsync(chat);
        world.Upstream.Say("it is here");
        await world.TurnAsync(chat);
        await world.TurnAsync(chat);
        _time.Advance(TimeSpan.FromMinutes(1));

        var minute = Assert.Single(_store.All.Values);
        Assert.True(minute.Open >= 1, "the open chat was not seen");
        Assert.Equal(1, minute.Total(MinuteKinds.Opened).Count);
        Assert.Equal(1, minute.Total(k => k == new MinuteKey(MinuteKinds.In, "sms", "main")).Count);
        Assert.Equal(2, minute.Total(k => k == new MinuteKey(MinuteKinds.Out, "sms", "main")).Count);
        Assert.Equal(2, minute.Total(k => k == new MinuteKey(MinuteKinds.Delivered, "sms", "main")).Count);
        Assert.Equal(new Figure(1, 20, 20), minute.Total(MinuteKinds.FirstAnswer));
        await world.Intake.EndAsync(chat, World.Center, CustomerChat.Chats.EndReason.Customer, default);
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("Customer", Assert.Single(_store.All.Values.SelectMany(m => m.Figures.Keys), k => k.What == MinuteKinds.Ended).Reason);
    }

    [Fact]
    public async Task Start_OnDeliveriesThatFail_HearsThemWithTheirReasons()
    {
        _recorder.Start();
        var world = new World();
        await world.WriteAsync("1", "hello");
        var chat = await world.ChatOfAsync();
        await world.TurnAsync(chat);
        world.Channel.Answer = _ => new CustomerChat.Delivery.DeliveryResult.RetryLater(TimeSpan.FromSeconds(1), "HTTP 503.");
        world.Upstream.Say("answer");
        await world.TurnAsync(chat);
        world.Channel.Answer = _ => new CustomerChat.Delivery.DeliveryResult.Refused("21610: unsubscribed.");
        world.Time.Advance(TimeSpan.FromSeconds(2));
        await world.TurnAsync(chat);
        _time.Advance(TimeSpan.FromMinutes(1));

        var reasons = Assert.Single(_store.All.Values).Figures.Where(f => f.Key is { Channel: "sms", Reason: not null }).Select(f => (f.Key.What, f.Key.Reason!, f.Value.Count));
        Assert.Equal([(MinuteKinds.Failed, "21610: unsubscribed.", 1L), (MinuteKinds.Later, "HTTP 503.", 1L)], reasons.Order());
    }

    [Fact]
    public void Polled_OfChatsThatWentElsewhere_CountsThemNoMore()
    {
        var polled = new PolledChats(_time);
        polled.Note("a", CustomerChat.Chats.ChatState.WaitingForAgent);
        polled.Note("b", CustomerChat.Chats.ChatState.Chatting);
        polled.Note("c", CustomerChat.Chats.ChatState.Chatting);
        polled.Note("c", CustomerChat.Chats.ChatState.Idle);
        Assert.Equal(2, polled.Count().Sum(m => m.Value));
        _time.Advance(TimeSpan.FromSeconds(44));
        polled.Note("b", CustomerChat.Chats.ChatState.Chatting);
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("Chatting", Assert.Single(polled.Count()).Tags[0].Value);
    }

    private void Take(double lag) => _recorder.Take("customerchat.poll.lag", lag, []);
}
