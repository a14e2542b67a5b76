namespace CustomerChat.Functions.Chats;

/// <summary>What waits for a chat's next poll.</summary>
public enum Waiter
{
    /// <summary>The running window: it goes on.</summary>
    Window,

    /// <summary>The next window: the running one has reached its length.</summary>
    NextWindow,

    /// <summary>
    /// The orchestration, by a durable timer or the event <c>Wake</c>. While it waits, the instance executes nothing, so the wait is not billed.
    /// </summary>
    Orchestration,
}

/// <summary>
/// Decides what waits for a chat's next poll. Flex Consumption bills the time in which an instance executes anything, at least a second each time
/// (https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan#billing), and an activity that waits counts as executing. So a few quiet chats wait
/// in their orchestrations. When the instance is busy in any case, a window costs fewer storage transactions. Pure.
/// </summary>
public static class Waiting
{
    /// <summary>A chat with a poll interval of at least this is quiet: then a durable timer saves more than its transactions cost.</summary>
    public static readonly TimeSpan QuietFrom = TimeSpan.FromSeconds(4);

    /// <summary>Decides what waits for the next poll.</summary>
    /// <param name="delay">The time until the next poll.</param>
    /// <param name="spent">How long the window has run.</param>
    /// <param name="length">How long the window may run; 0 = windows are off.</param>
    /// <param name="chats">How many chats this instance polls, with this one.</param>
    /// <param name="lively">How many of these chats are lively.</param>
    /// <param name="timerChats">The setting <c>Relay:TimerChats</c>.</param>
    public static Waiter Decide(TimeSpan delay, TimeSpan spent, TimeSpan length, int chats, int lively, int timerChats) =>
        length == TimeSpan.Zero ? (delay >= ChatOrchestration.ShortestTimer ? Waiter.Orchestration : Waiter.NextWindow)
        : IsQuiet(delay) && lively == 0 && chats <= timerChats ? Waiter.Orchestration
        : spent + delay > length ? Waiter.NextWindow
        : Waiter.Window;

    /// <summary>Whether a chat whose next poll is due after <paramref name="delay"/> is quiet.</summary>
    public static bool IsQuiet(TimeSpan delay) => delay >= QuietFrom;

    /// <summary>
    /// The time for which a durable timer is set: near <c>now + delay</c>, on a grid of whole five seconds, so that the chats that wait on one instance share its
    /// billed seconds. A timer may fire late, because the engine reads its queue only at intervals. The next timer makes up for it, so the interval is right on
    /// average.
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
