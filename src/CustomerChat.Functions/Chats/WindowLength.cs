namespace CustomerChat.Functions.Chats;

/// <summary>How long a window is. Pure.</summary>
public static class WindowLength
{
    /// <summary>
    /// <c>maxConcurrentActivityFunctions</c> of <c>host.json</c>: well above the chats that an instance can carry. A test holds
    /// the two together.
    /// </summary>
    public const int Slots = 2_000;

    /// <summary>The longest window when nearly all slots are taken; between two of them a chat gives its slot away.</summary>
    public static readonly TimeSpan Crowded = TimeSpan.FromSeconds(10);

    /// <summary>The engine renews its hold on a running activity this often (<c>TaskActivityDispatcher.RenewUntil</c>).</summary>
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The full length while half of the slots are free; from there on shorter and shorter, so that chats that wait for a slot
    /// get one before their 30 s are over.
    /// </summary>
    /// <param name="setting"><c>Relay:TurnWindow</c>, for a quiet chat; a lively one has half of it.</param>
    /// <param name="lively">Somebody wrote lately.</param>
    /// <param name="running">Windows that run in this process.</param>
    public static TimeSpan Of(TimeSpan setting, bool lively, int running)
    {
        var free = Math.Clamp((Slots - running) / (Slots / 2.0), 0, 1);
        var length = (lively ? setting / 2 : setting) * free;

        // Nearly full: ten seconds at most, so that every chat has its turn within thirty.
        return free < 0.5 && length > Crowded ? Crowded : length;
    }

    /// <summary>
    /// Spreads the ends of windows that began together, up to a quarter either way, and keeps them away from the engine's
    /// renewals: a hand-over that meets one is refused by the queue and tried again. Short windows stay as they are.
    /// </summary>
    /// <param name="length">The length.</param>
    /// <param name="random">A random number, 0 to 1, the same for the whole window.</param>
    public static TimeSpan Spread(TimeSpan length, double random)
    {
        var renewals = Math.Floor((length * (0.75 + (random / 2))) / Renewal);
        return renewals < 3 ? length : (Renewal * renewals) + (Renewal * 0.6);
    }
}
