using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CustomerChat.Channels.Accounts;

namespace CustomerChat.Channels.SignedWebhook;

/// <summary>Standard Webhooks 1.0 (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md). Pure.</summary>
public static class WebhookSignature
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    private const string Version = "v1,";
    private const string SecretPrefix = "whsec_";

    /// <summary>A request older or newer than this is not taken: it may have been recorded.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>A secret's key; null when it is none. With or without its prefix, with or without padding.</summary>
    public static byte[]? Key(string secret)
    {
        var text = secret.StartsWith(SecretPrefix, StringComparison.Ordinal) ? secret[SecretPrefix.Length..] : secret;
        var padded = text.TrimEnd('=');
        padded += new string('=', (4 - (padded.Length % 4)) % 4);
        var key = new byte[padded.Length];
        return padded.Length > 0 && Convert.TryFromBase64String(padded, key, out var length) && length >= 8 ? key[..length] : null;
    }

    /// <summary>One signature.</summary>
    public static string Sign(string secret, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}."));
        var signed = new byte[head.Length + body.Length];
        head.CopyTo(signed, 0);
        body.CopyTo(signed.AsSpan(head.Length));
        var key = Key(secret) ?? throw new ArgumentException("The secret is not base64.", nameof(secret));
        return Version + Convert.ToBase64String(HMACSHA256.HashData(key, signed));
    }

    /// <summary>Any matching signature of version 1 is enough; those of other versions are passed over.</summary>
    public static Authenticity Verify(
        IReadOnlyList<string> secrets, string? id, string? timestamp, string? signatures, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(timestamp) || string.IsNullOrEmpty(signatures))
        {
            return Authenticity.Missing;
        }

        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return Authenticity.Wrong;
        }

        var age = now.ToUnixTimeSeconds() - seconds;
        if (Math.Abs((decimal)age) > (decimal)Tolerance.TotalSeconds)
        {
            return age > 0 ? Authenticity.TooOld : Authenticity.TooNew;
        }

        var valid = false;
        foreach (var secret in secrets)
        {
            var expected = Encoding.ASCII.GetBytes(Sign(secret, id, seconds, body));
            foreach (var signature in signatures.Split(' ').Take(20).Where(s => s.StartsWith(Version, StringComparison.Ordinal)))
            {
                valid |= CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(signature));
            }
        }

        return valid ? Authenticity.Valid : Authenticity.Wrong;
    }
}
