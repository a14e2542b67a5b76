using System.Net.Sockets;
using System.Threading.Channels;
using Azure;
using CustomerChat.App;
using CustomerChat.Chats;
using CustomerChat.EndToEnd.Support;
using CustomerChat.Functions.Chats;
using CustomerChat.Ledger;
using CustomerChat.Operating;
using CustomerChat.Turn;
using Microsoft.DurableTask;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace CustomerChat.Functions.Tests.Chats;

public class TurnWindowTests
{
    private readonly WaitedTime _time = new();
    private readonly Dictionary<string, string?> _settings = new()
    {
        ["Storage:ConnectionString"] = "UseDevelopmentStorage=true",
        ["Relay:TimerChats"] = "0",
    };

    private readonly WakeSignals _signals = new();
    private readonly Mock<IContactCenter> _center = new();
    private readonly Mock<IChatIndex> _index = new();
    private readonly List<DateTimeOffset> _polls = [];
    private Chat _chat;
    private int _loads;

    public TurnWindowTests()
    {
        _chat = Chat.Open(ChatIds.New(), new ChatOpening("c", "Ann", "s"), _time.GetUtcNow()) with { Upstream = new("/p"), State = ChatState.Chatting };
        _center.SetupGet(c => c.Timeout).Returns(TimeSpan.FromSeconds(10));
        _center.Setup(c => c.ReadAsync(It.IsAny<UpstreamHandle>(), It.IsAny<UpstreamPosition>(), It.IsAny<CancellationToken>())).ReturnsAsync(() =>
        {
            _polls.Add(_time.GetUtcNow());
            return new UpstreamRead([]) { State = ChatState.Chatting, Participants = [] };
        });
    }

    [Fact]
    public async Task Run_ALivelyChat_PollsByExactIntervalsAndHandsBackAfterHalfTheWindow()
    {
        _settings["Relay:TurnWindow"] = "00:00:22";
        var run = Run();
        await _time.AdvanceWhileAsync(run, TimeSpan.FromSeconds(1));

        var report = await run;
        Assert.False(report.Ended);
        Assert.Equal(TimeSpan.FromSeconds(1), report.DueAt - _polls[11]);
        Assert.True(report.PollsOn);
        Assert.Equal(Enumerable.Range(0, 12).Select(i => TimeSpan.FromSeconds(i)), _polls.Take(12).Select(p => p - _polls[0]));
    }

    [Fact]
    public async Task Run_WhileTheNextWindowDoesNotBegin_IsPolledOnForTenSeconds()
    {
        _settings["Relay:TurnWindow"] = "00:00:22";
        var run = Run();
        await _time.AdvanceWhileAsync(run, TimeSpan.FromSeconds(1));
        Assert.True((await run).PollsOn);

        await PassTimeWhileAsync(() => _signals.Running > 0);

        Assert.InRange(_polls[^1] - _polls[11], TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(10.5));

        // On a busy machine the test's clock runs on while a turn ends.
        Assert.All(_polls.Zip(_polls.Skip(1), (a, b) => b - a).SkipLast(1), gap => Assert.InRange(gap, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2.5)));
    }

    [Fact]
    public async Task Run_TheNextWindow_GoesOnWhereThePollingStands()
    {
        _settings["Relay:TurnWindow"] = "00:00:22";
        using var stop = new CancellationTokenSource();
        var window = NewServices().GetRequiredService<TurnWindow>();
        var run = window.RunAsync(new TurnRequest { ChatId = _chat.Id }, default);
        await _time.AdvanceWhileAsync(run, TimeSpan.FromSeconds(1));
        var polls = _polls.Count;
        await PassTimeWhileAsync(() => _polls.Count < polls + 3);

        // It began late, and with what the last window reported.
        var next = window.RunAsync(new TurnRequest { ChatId = _chat.Id, DueAt = (await run).DueAt }, stop.Token);
        Assert.Equal(1, _signals.Running);
        await PassTimeWhileAsync(() => _polls.Count < polls + 6);

        // On a busy machine the test's clock runs on while a window begins.
        Assert.All(_polls.Zip(_polls.Skip(1), (a, b) => b - a), gap => Assert.InRange(gap, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2.5)));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        Assert.Equal(0, _signals.Running);
    }

    [Fact]
    public async Task Run_WithoutAWindow_PollsOnceAndSaysWhenToLookAgain()
    {
        _settings["Relay:TurnWindow"] = "00:00:00";
        _chat = _chat with { LastActivityAt = _time.GetUtcNow().AddHours(-1) };

        var report = await Run();

        Assert.Single(_polls);
        Assert.Equal(TimeSpan.FromSeconds(10), report.DueAt - _time.GetUtcNow());
        Assert.False(report.PollsOn);
        Assert.Equal(0, _signals.Running);
    }

    [Fact]
    public async Task Run_WithARestOfTheLastInterval_WaitsForItFirst()
    {
        _settings["Relay:TurnWindow"] = "00:00:00";
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

        Assert.True(_signals.TryWake(_chat.Id, readAgain: false));
        await WaitForPollsAsync(2);
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
        Assert.False(_signals.TryWake(_chat.Id, readAgain: false));
    }

    /// <summary>What the storage's client throws after its own retries is a failure that the orchestration retries.</summary>
    [Theory]
    [MemberData(nameof(Outages))]
    public async Task Activity_WhoseStorageIsNotReached_FailsWithWhatIsRetried(Exception outage)
    {
        _index.Setup(i => i.WriteHeartbeatAsync(It.IsAny<string>(), It.IsAny<DateTimeOffset>(), It.IsAny<CancellationToken>())).ThrowsAsync(outage);
        var activity = new RelayTurn(NewServices().GetRequiredService<TurnWindow>());

        var thrown = await Assert.ThrowsAnyAsync<Exception>(() => activity.RunAsync(new TurnRequest { ChatId = _chat.Id }, null!, default));

        Assert.True(Transient.Is(new TaskFailureDetails(thrown.GetType().FullName!, thrown.Message, null, null, null)), thrown.GetType().Name);
    }

    /// <summary>Some types are known to several assemblies by their name: a failure of such a type must not make the orchestration fail.</summary>
    [Theory]
    [InlineData("System.Net.Http.HttpRequestException")]
    [InlineData("System.Xml.XmlException")]
    [InlineData("System.InvalidOperationException")]
    [InlineData("No.Such.Exception")]
    public void IsTransient_OfAnyType_IsDecidedWithoutAFault(string type) =>
        Assert.Null(Record.Exception(() => Transient.Is(new TaskFailureDetails(type, "", null, null, null))));

    public static TheoryData<Exception> Outages =>
    [
        new RequestFailedException(503, "busy"),
        new AggregateException(new RequestFailedException("no connection"), new RequestFailedException("no connection")),
        new SocketException((int)SocketError.ConnectionRefused),
        new HttpRequestException("no connection"),
        new HttpIOException(HttpRequestError.ResponseEnded),
        new TimeoutException(),
    ];

    [Fact]
    public async Task Run_WhileAnotherOfTheSameChatRuns_LeavesItAlone()
    {
        using var stop = new CancellationTokenSource();
        var first = Run(cancellationToken: stop.Token);

        var second = await Run();

        Assert.Single(_polls);
        Assert.InRange((second.DueAt - _time.GetUtcNow())!.Value, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
    }

    [Fact]
    public async Task Run_ALongWindow_WritesAHeartbeatInTime()
    {
        _chat = _chat with { LastActivityAt = _time.GetUtcNow().AddHours(-1) };
        var run = Run();
        await _time.AdvanceWhileAsync(run, TimeSpan.FromSeconds(10));

        var report = await run;
        var began = _polls[0];
        var beats = _index.Invocations.Where(i => i.Method.Name == nameof(IChatIndex.WriteHeartbeatAsync)).Select(i => (DateTimeOffset)i.Arguments[1]! - began).ToList();
        Assert.Equal(Enumerable.Range(0, beats.Count).Select(i => TimeSpan.FromSeconds(30 * i)), beats);
        Assert.InRange(beats.Count, 3, 6);
        Assert.Equal(beats[^1], report.HeartbeatAt - began);
    }

    [Fact]
    public async Task Run_ShortlyAfterTheLastHeartbeat_WritesNone()
    {
        _settings["Relay:TurnWindow"] = "00:00:00";
        await Run(heartbeatAt: _time.GetUtcNow().AddSeconds(-10));
        _index.Verify(i => i.WriteHeartbeatAsync(It.IsAny<string>(), It.IsAny<DateTimeOffset>(), It.IsAny<CancellationToken>()), Times.Never());
    }

    [Fact]
    public async Task Run_AQuietChatAlone_HandsTheWaitToTheOrchestration()
    {
        _settings["Relay:TimerChats"] = "4";
        _chat = _chat with { LastActivityAt = _time.GetUtcNow().AddHours(-1) };

        var report = await Run();

        Assert.Single(_polls);
        Assert.False(report.PollsOn);
        Assert.InRange((report.DueAt - _time.GetUtcNow())!.Value, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(11));
    }

    [Fact]
    public async Task Run_AShortTurnBesideAWindowOfThisProcess_LetsItReadTheChatAgainAndPollAtOnce()
    {
        _chat = _chat with { LastActivityAt = _time.GetUtcNow().AddHours(-1) };
        using var stop = new CancellationTokenSource();
        var services = NewServices();
        var window = services.GetRequiredService<TurnWindow>();
        var run = window.RunAsync(new TurnRequest { ChatId = _chat.Id }, stop.Token);
        await WaitForPollsAsync(1);
        var loads = _loads;
        _time.Advance(TimeSpan.FromSeconds(1));

        await window.RunAsync(new TurnRequest { ChatId = _chat.Id, IsShort = true }, default);
        await WaitForPollsAsync(2);

        Assert.Equal(loads + 1, _loads);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public async Task Run_AShortTurnWithoutAWindow_RunsOneTurnOfItsOwn()
    {
        await NewServices().GetRequiredService<TurnWindow>().RunAsync(new TurnRequest { ChatId = _chat.Id, IsShort = true }, default);
        Assert.Single(_polls);
        Assert.Equal(0, _signals.Running);
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
        private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                _waits.Writer.TryWrite(dueTime);
            }

            return timer;
        }

        public async Task AdvanceWhileAsync(Task run, TimeSpan step)
        {
            while (true)
            {
                await Task.WhenAny(run, _waits.Reader.ReadAsync().AsTask()).WaitAsync(Until.Limit);
                if (run.IsCompleted)
                {
                    return;
                }

                Advance(step);
            }
        }
    }

    private async Task PassTimeWhileAsync(Func<bool> condition)
    {
        const int limit = 10_000;
        for (var steps = 0; condition(); steps++)
        {
            Assert.InRange(steps, 0, limit);
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }

    private Task WaitForPollsAsync(int count) => Until.IsAsync(() => Task.FromResult(_polls.Count), polls => polls >= count);

    private Task<WindowReport> Run(int dueInMilliseconds = 0, DateTimeOffset? heartbeatAt = null, CancellationToken cancellationToken = default) =>
        NewServices().GetRequiredService<TurnWindow>().RunAsync(
            new TurnRequest { ChatId = _chat.Id, DueInMilliseconds = dueInMilliseconds, HeartbeatAt = heartbeatAt }, cancellationToken);

    /// <summary>The app's own services, but for the clock, the store and the contact centre.</summary>
    private ServiceProvider NewServices()
    {
        var store = new Mock<IChatStore>();
        store.Setup(s => s.LoadAsync(_chat.Id, It.IsAny<CancellationToken>())).ReturnsAsync(() =>
        {
            _loads++;
            return new StoredChat(_chat, "1");
        });
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(_settings);
        builder.AddCustomerChat();
        builder.AddDurableChatRuntime();
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddSingleton(store.Object);
        builder.Services.AddSingleton(_index.Object);
        builder.Services.AddSingleton(_signals);
        builder.Services.AddSingleton(Mock.Of<IContactCenters>(c => c.Find("c") == _center.Object));
        return builder.Services.BuildServiceProvider();
    }
}
