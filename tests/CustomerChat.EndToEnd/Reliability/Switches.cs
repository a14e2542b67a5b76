using System.Globalization;

namespace CustomerChat.EndToEnd.Reliability;

/// <summary>Longer and repeated runs, by environment variables.</summary>
internal static class Switches
{
    /// <summary>How long a contact centre is away: long enough for several polls to fail in any case.</summary>
    public static TimeSpan Outage => TimeSpan.FromSeconds(Number("DOWN_SECONDS") ?? 12);

    /// <summary>How long people pause between two exchanges. Without a pause, a few of them keep a whole machine busy; the long runs are meant to do that.</summary>
    public static TimeSpan Pause { get; } = Number("CRASH_KILLS") is null ? TimeSpan.FromMilliseconds(100) : TimeSpan.Zero;

    public static double? Number(string variable) =>
        double.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
