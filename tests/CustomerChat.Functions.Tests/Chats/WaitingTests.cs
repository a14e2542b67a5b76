using CustomerChat.Functions.Chats;

namespace CustomerChat.Functions.Tests.Chats;

public class WaitingTests
{
    [Theory]
    // Few quiet chats: the orchestration waits.
    [InlineData(10, 0, 120, 1, 0, 4, Waiter.Orchestration)]
    [InlineData(10, 0, 120, 4, 0, 4, Waiter.Orchestration)]
    [InlineData(4, 0, 120, 1, 0, 4, Waiter.Orchestration)]
    // One too many, one lively, or the chat itself lively: a window.
    [InlineData(10, 0, 120, 5, 0, 4, Waiter.Window)]
    [InlineData(10, 0, 120, 2, 1, 4, Waiter.Window)]
    [InlineData(3.9, 0, 120, 1, 0, 4, Waiter.Window)]
    [InlineData(1, 0, 60, 1, 1, 4, Waiter.Window)]
    // The setting 0: never the orchestration.
    [InlineData(10, 0, 120, 1, 0, 0, Waiter.Window)]
    // The window's end.
    [InlineData(1, 59, 60, 1, 1, 4, Waiter.Window)]
    [InlineData(1, 59.1, 60, 1, 1, 4, Waiter.NextWindow)]
    [InlineData(10, 111, 120, 9, 0, 4, Waiter.NextWindow)]
    // In the middle of a window, when the last lively chat has gone quiet.
    [InlineData(10, 50, 120, 4, 0, 4, Waiter.Orchestration)]
    // Windows off: a durable timer for every poll that is worth one.
    [InlineData(10, 0, 0, 9, 3, 4, Waiter.Orchestration)]
    [InlineData(2, 0, 0, 9, 3, 4, Waiter.Orchestration)]
    [InlineData(1, 0, 0, 1, 1, 4, Waiter.NextWindow)]
    public void Decide_AtEachEdge_SaysWhoWaits(double delay, double spent, int length, int chats, int lively, int timerChats, Waiter expected) =>
        Assert.Equal(
            expected,
            Waiting.Decide(TimeSpan.FromSeconds(delay), TimeSpan.FromSeconds(spent), TimeSpan.FromSeconds(length), chats, lively, timerChats));

    [Theory]
    [InlineData(0.0, 10, 10.0)]
    [InlineData(0.4, 10, 10.0)]
    [InlineData(2.6, 10, 10.0)]
    // Fired early: the next is on the grid again, a little later than asked for.
    [InlineData(9.2, 10, 20.0)]
    [InlineData(4.0, 10, 10.0)]
    // Too early and too late on the grid: as asked for.
    [InlineData(7.0, 10, 17.0)]
    [InlineData(0.4, 5, 5.0)]
    [InlineData(0.4, 6.5, 5.0)]
    [InlineData(0.4, 30, 30.0)]
    public void Align_ToTheGrid_StaysNearTheInterval(double now, double delay, double due)
    {
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(start.AddSeconds(due), Waiting.Align(start.AddSeconds(now), TimeSpan.FromSeconds(delay)));
    }

    /// <summary>Whatever the lateness of the timers, the interval holds on average, and no wait is far from what was asked for.</summary>
    [Theory]
    [InlineData(-1.0)]
    [InlineData(0.1)]
    [InlineData(1.9)]
    public void Align_WithTimersThatFireOff_HoldsTheIntervalOnAverage(double off)
    {
        var (start, delay) = (new DateTimeOffset(2026, 1, 1, 0, 0, 3, TimeSpan.Zero), TimeSpan.FromSeconds(10));
        var now = start;
        for (var i = 0; i < 100; i++)
        {
            var due = Waiting.Align(now, delay);
            Assert.InRange(due - now, delay / 2, delay * 1.1);
            now = due.AddSeconds(off);
        }

        Assert.InRange((now - start) / 100, TimeSpan.FromSeconds(9.8), TimeSpan.FromSeconds(10.2));
    }

    [Fact]
    public void Spread_OfWindowsThatBeganTogether_EndsApartAndBetweenRenewals()
    {
        var lengths = Enumerable.Range(0, 100).Select(i => WindowLength.Spread(TimeSpan.FromSeconds(60), i / 100.0)).ToList();
        Assert.InRange(lengths.Min(), TimeSpan.FromSeconds(45), TimeSpan.FromSeconds(50));
        Assert.InRange(lengths.Max(), TimeSpan.FromSeconds(70), TimeSpan.FromSeconds(78));
        Assert.Equal(6, lengths.Distinct().Count());
        Assert.All(lengths, l => Assert.Equal(3, l.TotalSeconds % 5, 3));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void Spread_OfAShortWindow_IsTheWindow(int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), WindowLength.Spread(TimeSpan.FromSeconds(seconds), 0.5));

    [Fact]
    public void Polled_ChatsThatCameAndWent_AreCountedWhileTheyArePolledHere()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var load = new InstanceLoad(time);
        Assert.Equal((1, 0), load.Polled("a", lively: false, ended: false));
        Assert.Equal((2, 1), load.Polled("b", lively: true, ended: false));
        Assert.Equal((2, 0), load.Polled("b", lively: false, ended: false));
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal((2, 0), load.Polled("a", lively: false, ended: false));
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal((1, 0), load.Polled("a", lively: false, ended: false));
        Assert.Equal((0, 0), load.Polled("a", lively: false, ended: true));
    }
}
