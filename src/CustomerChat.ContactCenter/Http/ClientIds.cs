using System.Globalization;

namespace CustomerChat.ContactCenter.Http;

/// <summary>Ids that the relay gives its texts where the protocol echoes such an id. By the id the relay recognises its own text. Pure.</summary>
internal static class ClientIds
{
    private const string Prefix = "relay-";

    public static string Of(long index) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{index}");

    /// <summary>The index of the entry that an id belongs to; null when the id is not one of the relay's.</summary>
    public static long? IndexOf(string? id) =>
        id is not null && id.StartsWith(Prefix, StringComparison.Ordinal)
        && long.TryParse(id.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index > 0 ? index : null;
}
