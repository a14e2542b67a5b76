using CustomerChat.Chats;

namespace CustomerChat.Turn;

/// <summary>Decides when a chat is polled next. Pure: it has no clock and no state, and the caller passes the jitter.</summary>
public static class PollSchedule
{
    /// <summary>
    /// The longest wait between two polls. The contact centre drops a customer after 45 s without a request; 30 s leaves room for one
    /// failed poll.
    /// </summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>How long a chat counts as lively after somebody wrote in it.</summary>
    public static readonly TimeSpan Lively = TimeSpan.FromSeconds(30);

    /// <summary>
    /// An agent who is available accepts a chat within this time. The chat is polled fast until then, so that the agent's first answer
    /// arrives at once.
    /// </summary>
    private static readonly TimeSpan QueueIsShort = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan WaitingFirst = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WaitingLast = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BackOffLast = TimeSpan.FromSeconds(20);

    /// <summary>
    /// The wait after a successful poll. In a quiet chat, each wait is 1.5 times the previous one. Computed from the quiet time, the wait
    /// is the first wait plus half of the quiet time, so nothing must be remembered between two polls.
    /// </summary>
    public static TimeSpan Next(Chat chat, DateTimeOffset now, RelayOptions options)
    {
        var quiet = now - chat.LastActivityAt;
        return chat.State == ChatState.WaitingForAgent
            ? Grow(WaitingFirst, chat.IsUnansweredMessage && options.SlowPoll > WaitingLast ? options.SlowPoll : WaitingLast, quiet - QueueIsShort)
            : Grow(options.FastPoll, options.SlowPoll, quiet - Lively);
    }

    /// <summary>Whether the chat is polled fast: an agent has joined, and somebody wrote recently.</summary>
    public static bool IsLively(Chat chat, DateTimeOffset now) =>
        chat.State == ChatState.Chatting && now - chat.LastActivityAt <= Lively;

    /// <summary>
    /// The wait after failed polls. It doubles from 1 s to 20 s, with jitter. If the contact centre asks for a wait, that wait is used,
    /// from 1 s up to 30 s.
    /// </summary>
    /// <param name="failures">How many polls in a row have failed, from 1.</param>
    /// <param name="retryAfter">The wait that the contact centre asks for; null = none.</param>
    /// <param name="jitter">A random number from 0 to 1. It shortens the wait by up to a half.</param>
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
