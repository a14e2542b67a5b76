namespace CustomerChat.Functions.Chats;

/// <summary>Calculates how long a window may run. Pure.</summary>
public static class WindowLength
{
    /// <summary>
    /// The value of <c>maxConcurrentActivityFunctions</c> in <c>host.json</c>. It is far above the number of chats that an instance can carry. A test makes sure that
    /// the two are the same.
    /// </summary>
    public const int Slots = 2_000;

    /// <summary>The longest window when more than three quarters of the slots are taken. A chat with such a window gives up its slot between two windows.</summary>
    public static readonly TimeSpan Crowded = TimeSpan.FromSeconds(10);

    /// <summary>How often the engine renews its lease on a running activity (<c>TaskActivityDispatcher.RenewUntil</c>).</summary>
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The length of a window. It is the full length while half of the slots are free. With fewer free slots, windows get shorter, so that a chat that waits for a slot
    /// gets one within 30 s.
    /// </summary>
    /// <param name="setting"><c>Relay:TurnWindow</c>. It holds for a quiet chat; a lively chat has half of it.</param>
    /// <param name="lively">Somebody wrote lately.</param>
    /// <param name="running">How many windows run in this process.</param>
    public static TimeSpan Of(TimeSpan setting, bool lively, int running)
    {
        var free = Math.Clamp((Slots - running) / (Slots / 2.0), 0, 1);
        var length = (lively ? setting / 2 : setting) * free;

        // More than three quarters of the slots are taken: a window lasts ten seconds at most, so that every chat has a turn within thirty seconds.
        return free < 0.5 && length > Crowded ? Crowded : length;
    }

    /// <summary>
    /// Changes a window's length by up to a quarter, so that windows that began together end at different times. The end is also kept away from the engine's lease
    /// renewals: when a window ends together with a renewal, the queue refuses the renewal and the engine retries. Short windows keep their length.
    /// </summary>
    /// <param name="random">A random number, 0 to 1. It must stay the same for the whole window.</param>
    public static TimeSpan Spread(TimeSpan length, double random)
    {
        var renewals = Math.Floor((length * (0.75 + (random / 2))) / Renewal);
        return renewals < 3 ? length : (Renewal * renewals) + (Renewal * 0.6);
    }
}
