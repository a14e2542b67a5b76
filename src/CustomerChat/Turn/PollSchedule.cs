using CustomerChat.Chats;

namespace CustomerChat.Turn;

/// <summary>When to look again. Pure: no clock, no state, the jitter is handed in.</summary>
public static class PollSchedule
{
    /// <summary>The contact centre drops a customer after 45 s without a request; 30 s leaves room for one failed poll.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>How long a chat counts as lively after somebody wrote.</summary>
    public static readonly TimeSpan Lively = TimeSpan.FromSeconds(30);

    /// <summary>An agent who is there accepts within this; her first answer is to be heard at once.</summary>
    private static readonly TimeSpan QueueIsShort = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan WaitingFirst = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WaitingLast = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BackOffLast = TimeSpan.FromSeconds(20);

    /// <summary>
    /// The wait after a good poll. Each interval is 1.5 times the one before; as a function of the quiet time that is half of it
    /// on top of the first interval, so nothing has to be remembered between two polls.
    /// </summary>
    public static TimeSpan Next(Chat chat, DateTimeOffset now, RelayOptions options)
    {
        var quiet = now - chat.LastActivityAt;
        return chat.State == ChatState.WaitingForAgent
            ? Grow(WaitingFirst, WaitingLast, quiet - QueueIsShort)
            : Grow(options.FastPoll, options.SlowPoll, quiet - Lively);
    }

    /// <summary>Whether the chat is polled fast: an agent has joined, and somebody wrote lately.</summary>
    public static bool IsLively(Chat chat, DateTimeOffset now) =>
        chat.State == ChatState.Chatting && now - chat.LastActivityAt <= Lively;

    /// <summary>The wait after the n-th failed poll in a row: doubling from 1 s to 20 s with jitter, or as the contact centre asks, up to 30 s.</summary>
    /// <param name="failures">How many polls have failed in a row, from 1.</param>
    /// <param name="retryAfter">What the contact centre asks for.</param>
    /// <param name="jitter">A random number, 0 to 1: takes off up to half of the wait.</param>
    public static TimeSpan AfterFailure(int failures, TimeSpan? retryAfter, double jitter)
    {
        if (retryAfter is { } asked)
        {
            return asked < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : Min(asked, Longest);
        }

        var doubled = Min(BackOffLast, TimeSpan.FromSeconds(Math.Pow(2, Math.Clamp(failures, 1, 10) - 1)));
        return failures <= 1 ? doubled : doubled * (1 - (jitter / 2));
    }

    private static TimeSpan Grow(TimeSpan first, TimeSpan last, TimeSpan quiet) =>
        Min(Longest, quiet <= TimeSpan.Zero ? first : Min(last < first ? first : last, first + (quiet / 2)));

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
