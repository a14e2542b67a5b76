using System.Globalization;

namespace CustomerChat.ContactCenter.Http;

/// <summary>The id that a text of ours carries where the protocol echoes one: by it the echo is known. Pure.</summary>
internal static class ClientIds
{
    private const string Prefix = "relay-";

    public static string Of(long index) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{index}");

    /// <summary>The index of the entry that carried an id; null when the id is not of ours.</summary>
    public static long? IndexOf(string? id) =>
        id is not null && id.StartsWith(Prefix, StringComparison.Ordinal)
        && long.TryParse(id.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index > 0 ? index : null;
}
