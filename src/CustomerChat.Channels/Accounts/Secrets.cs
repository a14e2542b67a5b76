using System.Security.Cryptography;
using System.Text;

namespace CustomerChat.Channels.Accounts;

/// <summary>
/// Secrets of an account: one, or several while they are rotated, separated by commas or white space. A request that can carry only one of
/// them carries the first.
/// </summary>
public static class Secrets
{
    private static readonly char[] Separators = [',', ' ', '\t', '\r', '\n'];

    public static IReadOnlyList<string> Parse(string? setting) =>
        setting?.Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>Whether a text is one of the secrets. Each comparison takes constant time. Without secrets, nothing matches.</summary>
    public static bool Match(IReadOnlyList<string> secrets, string? given)
    {
        var bytes = Encoding.UTF8.GetBytes(given ?? "");
        var match = false;
        foreach (var secret in secrets)
        {
            match |= secret.Length > 0 && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(secret), bytes);
        }

        return match;
    }
}
