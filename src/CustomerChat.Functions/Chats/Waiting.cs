namespace CustomerChat.Functions.Chats;

/// <summary>Who waits for a chat's next poll. Pure.</summary>
public enum Waiter
{
    /// <summary>The window that runs: it goes on.</summary>
    Window,

    /// <summary>The next window: this one is long enough.</summary>
    NextWindow,

    /// <summary>The orchestration, by a durable timer or the event <c>Wake</c>: meanwhile the instance executes nothing and is not billed.</summary>
    Orchestration,
}

/// <summary>
/// The rule of who waits. Flex Consumption bills the time in which an instance executes anything, at least a second each time
/// (https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan#billing), and an activity that waits executes. So a
/// few quiet chats wait in their orchestrations; where the instance is busy anyway, a window costs fewer storage transactions.
/// </summary>
public static class Waiting
{
    /// <summary>A chat that is polled at longer intervals than this is quiet: a durable timer is worth its transactions.</summary>
    public static readonly TimeSpan QuietFrom = TimeSpan.FromSeconds(4);

    /// <summary>Who waits for the next poll.</summary>
    /// <param name="delay">The time until the next poll.</param>
    /// <param name="spent">How long the window has run.</param>
    /// <param name="length">How long it may run; 0 = windows are off.</param>
    /// <param name="chats">Chats that this instance polls, this one included.</param>
    /// <param name="lively">How many of them are lively.</param>
    /// <param name="timerChats"><c>Relay:TimerChats</c>.</param>
    public static Waiter Decide(TimeSpan delay, TimeSpan spent, TimeSpan length, int chats, int lively, int timerChats) =>
        length == TimeSpan.Zero ? (delay >= ChatOrchestration.ShortestTimer ? Waiter.Orchestration : Waiter.NextWindow)
        : IsQuiet(delay) && lively == 0 && chats <= timerChats ? Waiter.Orchestration
        : spent + delay > length ? Waiter.NextWindow
        : Waiter.Window;

    /// <summary>Whether a chat that is polled next after <paramref name="delay"/> is quiet.</summary>
    public static bool IsQuiet(TimeSpan delay) => delay >= QuietFrom;

    /// <summary>
    /// When a durable timer is set for: near <c>now + delay</c>, on a grid of whole five seconds, so that chats that wait on one
    /// instance share its billed seconds. A timer that fires late (the engine looks into its queue now and then) is made good by
    /// the next one, so that the interval holds on average.
    /// </summary>
    public static DateTimeOffset Align(DateTimeOffset now, TimeSpan delay)
    {
        var grid = TimeSpan.FromSeconds(5 * Math.Max(1, Math.Floor(delay.TotalSeconds / 5)));
        var (due, latest) = (now + delay, now + (delay * 1.1));
        var after = new DateTimeOffset(((due.UtcTicks + grid.Ticks - 1) / grid.Ticks) * grid.Ticks, TimeSpan.Zero);
        var before = after - grid;
        return after <= latest ? after : before - now >= delay / 2 ? before : due;
    }
}
