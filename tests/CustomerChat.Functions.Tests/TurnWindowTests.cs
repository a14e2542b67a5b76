using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Functions.Chats;
using CustomerChat.Ledger;
using CustomerChat.Operating;
using CustomerChat.Turn;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace CustomerChat.Functions.Tests;

public class TurnWindowTests
{
    private readonly WaitedTime _time = new();
    private readonly RelayOptions _options = new();
    private readonly WakeSignals _signals = new();
    private readonly Mock<IContactCenter> _center = new();
    private readonly Mock<IChatIndex> _index = new();
    private readonly List<DateTimeOffset> _polls = [];
    private Chat _chat;

    public TurnWindowTests()
    {
        _chat = Chat.Open(ChatIds.New(), new ChatOpening("c", "Ann", "s"), _time.GetUtcNow()) with { UpstreamPath = "/p", State = ChatState.Chatting };
        _center.SetupGet(c => c.Timeout).Returns(TimeSpan.FromSeconds(10));
        _center.Setup(c => c.GetChatAsync(It.IsAny<string>(), It.IsAny<CancellationToken>())).ReturnsAsync(() =>
        {
            _polls.Add(_time.GetUtcNow());
            return new UpstreamChat(ChatState.Chatting, []);
        });
        _center.Setup(c => c.GetMessagesAsync(It.IsAny<string>(), It.IsAny<long>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(ImmutableArray<UpstreamMessage>.Empty);
    }

    [Fact]
    public async Task Run_ALivelyChat_PollsByExactIntervalsAndHandsBackAfterHalfTheWindow()
    {
        _options.TurnWindow = TimeSpan.FromSeconds(50);
        var run = Run();
        await _time.AdvanceWhileAsync(run, TimeSpan.FromSeconds(1));

        var report = await run;
        Assert.False(report.Ended);
        Assert.Equal(1_000, report.DueInMilliseconds);
        Assert.True(report.HandOver);
        Assert.Equal(Enumerable.Range(0, 26).Select(i => TimeSpan.FromSeconds(i)), _polls.Select(p => p - _polls[0]));
    }

    [Fact]
    public async Task Run_WithoutAWindow_PollsOnceAndSaysWhenToLookAgain()
    {
        _options.TurnWindow = TimeSpan.Zero;
        _chat = _chat with { LastActivityAt = _time.GetUtcNow().AddHours(-1) };

        var report = await Run();

        Assert.Single(_polls);
        Assert.Equal(10_000, report.DueInMilliseconds);
        Assert.False(report.HandOver);
        Assert.Equal(0, _signals.Running);
    }

    [Fact]
    public async Task Run_WithARestOfTheLastInterval_WaitsForItFirst()
    {
        _options.TurnWindow = TimeSpan.Zero;
        var run = Run(dueInMilliseconds: 1_500);
        Assert.Empty(_polls);
        _time.Advance(TimeSpan.FromMilliseconds(1_500));
        await run;
        Assert.Single(_polls);
    }

    [Fact]
    public async Task Run_WokenInMidWindow_PollsAtOnce()
    {
        _chat = _chat with { LastActivityAt = _time.GetUtcNow().AddHours(-1) };
        using var stop = new CancellationTokenSource();
        var run = Run(cancellationToken: stop.Token);
        Assert.Single(_polls);

        Assert.True(_signals.TryWake(_chat.Id));
        while (_polls.Count < 2)
        {
            await Task.Yield();
        }

        Assert.Equal(_polls[0], _polls[1]);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public async Task Run_TheHostStops_AbortsAtOnce()
    {
        using var stop = new CancellationTokenSource();
        var run = Run(cancellationToken: stop.Token);
        Assert.False(run.IsCompleted);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.False(_signals.TryWake(_chat.Id));
    }

    [Fact]
    public async Task Run_WhileAnotherOfTheSameChatRuns_LeavesItAlone()
    {
        using var stop = new CancellationTokenSource();
        var first = Run(cancellationToken: stop.Token);

        var second = await Run();

        Assert.Single(_polls);
        Assert.InRange(second.DueInMilliseconds, 2_000, 30_000);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
    }

    [Fact]
    public async Task Run_ALongWindow_GivesASignOfLifeInTime()
    {
        _chat = _chat with { LastActivityAt = _time.GetUtcNow().AddHours(-1) };
        var run = Run();
        await _time.AdvanceWhileAsync(run, TimeSpan.FromSeconds(10));

        await run;
        _index.Verify(i => i.GiveSignOfLifeAsync(_chat.Id, It.IsAny<DateTimeOffset>(), It.IsAny<CancellationToken>()), Times.Exactly(3));
    }

    [Theory]
    [InlineData(120, false, 1, 120)]
    [InlineData(120, true, 1, 60)]
    [InlineData(120, false, 1_000, 120)]
    [InlineData(120, false, 1_400, 72)]
    [InlineData(120, false, 1_600, 10)]
    [InlineData(120, false, 2_000, 0)]
    [InlineData(120, false, 5_000, 0)]
    [InlineData(0, false, 1, 0)]
    public void Length_NearTheSlots_GetsShorter(int setting, bool lively, int running, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), WindowLength.Of(TimeSpan.FromSeconds(setting), lively, running));

    /// <summary>A clock that goes on only when somebody waits for it.</summary>
    private sealed class WaitedTime() : FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
        private int _timers;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Interlocked.Increment(ref _timers);
            return timer;
        }

        public async Task AdvanceWhileAsync(Task run, TimeSpan step)
        {
            for (var waits = 1; !run.IsCompleted; waits++)
            {
                while (Volatile.Read(ref _timers) < waits && !run.IsCompleted)
                {
                    await Task.Yield();
                }

                Advance(step);
            }
        }
    }

    private Task<TurnReport> Run(int dueInMilliseconds = 0, CancellationToken cancellationToken = default)
    {
        var store = new Mock<IChatStore>();
        store.Setup(s => s.LoadAsync(_chat.Id, It.IsAny<CancellationToken>())).ReturnsAsync(() => new StoredChat(_chat, "1"));
        var centers = Mock.Of<IContactCenters>(c => c.Find("c") == _center.Object);
        var ledger = new ChatLedger(store.Object, _time);
        var senders = Mock.Of<IChannelSenders>();
        var delivery = new ChannelDelivery(ledger, senders, Mock.Of<IDeadLetters>(), _time, NullLogger<ChannelDelivery>.Instance);
        var relay = new ChatRelay(
            ledger, _index.Object, centers, Mock.Of<IDeadLetters>(), delivery, senders, Mock.Of<ICarryOver>(),
            Options.Create(_options), _time, NullLogger<ChatRelay>.Instance);
        var window = new TurnWindow(relay, Mock.Of<IChatRuntime>(), _index.Object, _signals, Options.Create(_options), _time, NullLogger<TurnWindow>.Instance);
        return window.RunAsync(new TurnRequest { ChatId = _chat.Id, DueInMilliseconds = dueInMilliseconds }, cancellationToken);
    }
}
