using System.Security.Cryptography;
using System.Text;
using CustomerChat.Channels.Accounts;

namespace CustomerChat.Channels.Meta;

/// <summary>Meta's signature: HMAC-SHA256 with the app's secret over the raw bytes (https://developers.facebook.com/docs/graph-api/webhooks/getting-started). Pure.</summary>
public static class MetaSignature
{
    public const string Header = "X-Hub-Signature-256";

    private const string Prefix = "sha256=";

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
