using System.Globalization;

namespace CustomerChat.EndToEnd.Reliability;

/// <summary>Longer and repeated runs, by environment variables.</summary>
internal static class Switches
{
    /// <summary>How long a contact centre is away: long enough for several polls to fail in any case.</summary>
    public static TimeSpan Outage => TimeSpan.FromSeconds(Number("DOWN_SECONDS") ?? 12);

    public static double? Number(string variable) =>
        double.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
