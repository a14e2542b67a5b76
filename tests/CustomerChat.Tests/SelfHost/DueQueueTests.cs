using CustomerChat.SelfHost.Runtime;
using Microsoft.Extensions.Time.Testing;

namespace CustomerChat.Tests.SelfHost;

public class DueQueueTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly DueQueue _queue;

    public DueQueueTests()
    {
        _queue = new DueQueue(_time);
        _queue.Open();
    }

    [Fact]
    public async Task Take_SeveralDue_ComesInTheOrderOfTheirTimes()
    {
        _queue.TryWake("late", TimeSpan.FromSeconds(2));
        _queue.TryWake("early", TimeSpan.FromSeconds(1));
        var first = _queue.TakeAsync(default);
        Assert.False(first.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("early", (await first).ChatId);
        Assert.Equal("late", (await _queue.TakeAsync(default)).ChatId);
    }

    [Fact]
    public async Task Wake_AChatThatWaits_MakesItDueAtOnceAndOnce()
    {
        _queue.TryWake("a", TimeSpan.FromSeconds(9));
        var take = _queue.TakeAsync(default);
        _queue.TryWake("a", TimeSpan.Zero);

        Assert.Equal("a", (await take).ChatId);
        Assert.False(_queue.TakeAsync(new CancellationTokenSource().Token).IsCompleted);
    }

    /// <summary>The store could not be read: the next turn must read the chat again, or another process's text would wait for two minutes.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    public async Task Return_AfterATurnThatFailed_AsksForTheReadAgain(int failures, bool reread)
    {
        _queue.TryWake("a", TimeSpan.Zero, reread: true);
        var taken = await _queue.TakeAsync(default);
        Assert.True(taken.Reread);

        _queue.Return(taken, TimeSpan.Zero, failures);

        Assert.Equal(reread, (await _queue.TakeAsync(default)).Reread);
    }

    /// <summary>The pause leaves time to others: the more there are, the longer it is, up to a limit. A chat alone has none.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(4, 50)]
    [InlineData(10, 125)]
    [InlineData(16, 200)]
    [InlineData(40, 200)]
    public async Task Wake_AfterATurnOf50Milliseconds_PausesTheChatForAsLongAsOthersWork(int others, int pause)
    {
        for (var i = 0; i < others; i++)
        {
            _queue.TryWake($"other{i}", TimeSpan.Zero);
            await _queue.TakeAsync(default);
        }

        _queue.TryWake("a", TimeSpan.Zero);
        var taken = await _queue.TakeAsync(default);
        _time.Advance(TimeSpan.FromMilliseconds(50));
        _queue.Return(taken, TimeSpan.FromSeconds(9), failures: 0);
        _queue.TryWake("a", TimeSpan.Zero);

        var next = _queue.TakeAsync(default);
        if (pause > 0)
        {
            _time.Advance(TimeSpan.FromMilliseconds(pause - 1));
            Assert.False(next.IsCompleted);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal("a", (await next).ChatId);
    }

    [Fact]
    public async Task Wake_WhileWorkedOn_MakesItDueAgainWhenReturned()
    {
        _queue.TryWake("a", TimeSpan.Zero);
        var taken = await _queue.TakeAsync(default);
        _queue.TryWake("a", TimeSpan.Zero, reread: true);
        var next = _queue.TakeAsync(default);
        Assert.False(next.IsCompleted);

        _queue.Return(taken, TimeSpan.FromMinutes(1), failures: 2);

        var due = await next;
        Assert.True(due.Reread);
        Assert.Equal(2, due.Failures);
    }

    [Fact]
    public async Task Return_WithoutADelay_ForgetsTheChat()
    {
        _queue.TryWake("a", TimeSpan.Zero);
        _queue.Return(await _queue.TakeAsync(default), null, 0);
        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    public async Task Close_WithChatsInIt_DropsThemAndNamesThoseWhoseWakeUpHadNoTurn()
    {
        _queue.TryWake("quiet", TimeSpan.FromSeconds(9));
        _queue.TryWake("working", TimeSpan.Zero);
        await _queue.TakeAsync(default);
        _queue.TryWake("woken", TimeSpan.Zero);
        Assert.Equal(["woken"], _queue.Close());

        Assert.Equal(0, _queue.Count);
        Assert.False(_queue.TryWake("woken", TimeSpan.Zero));
        Assert.True(_queue.Open());
        Assert.False(_queue.Open());
        Assert.True(_queue.TryWake("woken", TimeSpan.Zero));
    }

    [Fact]
    public async Task Close_WhileAWokenChatIsWorkedOn_NamesItWhenItWasWokenAgain()
    {
        _queue.TryWake("a", TimeSpan.Zero);
        await _queue.TakeAsync(default);
        _queue.TryWake("a", TimeSpan.Zero);
        Assert.Equal(["a"], _queue.Close());
    }

    [Fact]
    public async Task Return_OfATurnFromBeforeAClose_LeavesTheNewOneAlone()
    {
        _queue.TryWake("a", TimeSpan.Zero);
        var before = await _queue.TakeAsync(default);
        _queue.Close();
        _queue.Open();
        _queue.TryWake("a", TimeSpan.Zero);
        await _queue.TakeAsync(default);

        _queue.Return(before, null, 0);

        Assert.Equal("a turn is running", _queue.Describe("a")?.Status);
    }

    [Fact]
    public async Task Take_Cancelled_Ends()
    {
        using var stop = new CancellationTokenSource();
        var take = _queue.TakeAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => take);
    }

    [Fact]
    public async Task Take_ByManyWorkers_HandsEachChatOutOnceAtATime()
    {
        var working = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();
        var turns = 0;
        for (var i = 0; i < 50; i++)
        {
            _queue.TryWake($"c{i}", TimeSpan.Zero);
        }

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref turns) <= 5_000)
            {
                var due = await _queue.TakeAsync(default);
                Assert.True(working.TryAdd(due.ChatId, true));
                await Task.Yield();
                Assert.True(working.TryRemove(due.ChatId, out var _));
                _queue.Return(due, TimeSpan.Zero, 0);
            }
        })));
    }
}
