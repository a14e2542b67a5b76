using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using CustomerChat.Channels.Accounts;

namespace CustomerChat.Channels.Meta;

/// <summary>Meta's signature: HMAC-SHA256 with the app's secret over the raw bytes (https://developers.facebook.com/docs/graph-api/webhooks/getting-started). Pure.</summary>
public static class MetaSignature
{
    public const string Header = "X-Hub-Signature-256";

    private const string Prefix = "sha256=";

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Whether a header has the form of a signature. The check is cheap, and comes before the body is read.</summary>
    public static Authenticity Check(string? signature) =>
        string.IsNullOrEmpty(signature) ? Authenticity.Missing
        : signature.Length == Prefix.Length + (2 * SHA256.HashSizeInBytes)
            && signature.StartsWith(Prefix, StringComparison.Ordinal)
            && signature.AsSpan(Prefix.Length).IndexOfAnyExcept(HexDigits) < 0 ? Authenticity.Valid
        : Authenticity.Wrong;

    public static Authenticity Verify(IReadOnlyList<string> secrets, ReadOnlySpan<byte> body, string? signature)
    {
        if (string.IsNullOrEmpty(signature))
        {
            return Authenticity.Missing;
        }

        var given = Encoding.UTF8.GetBytes(signature);
        var valid = false;
        foreach (var secret in secrets)
        {
            var expected = Prefix + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));
            valid |= CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), given);
        }

        return valid ? Authenticity.Valid : Authenticity.Wrong;
    }
}
