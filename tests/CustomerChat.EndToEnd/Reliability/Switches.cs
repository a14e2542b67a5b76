using System.Globalization;

namespace CustomerChat.EndToEnd.Reliability;

/// <summary>Longer and repeated runs, by environment variables.</summary>
internal static class Switches
{
    public static double? Number(string variable) =>
        double.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
