using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CustomerChat.Channels.Accounts;

namespace CustomerChat.Channels.SignedWebhook;

/// <summary>
/// Signatures by Standard Webhooks 1.0 (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md). Pure.
/// </summary>
public static class WebhookSignature
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    private const string Version = "v1,";
    private const string SecretPrefix = "whsec_";

    /// <summary>32 bytes in base64.</summary>
    private const int SignatureLength = 44;

    private const int MaxSignatures = 20;

    /// <summary>A request that is older or newer than this is refused, because somebody may have recorded it.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>The specification's bounds of a key, in bytes. Settings and verification use the same bounds.</summary>
    public const int MinKey = 24;

    /// <inheritdoc cref="MinKey"/>
    public const int MaxKey = 64;

    /// <summary>
    /// A secret's key; null when the secret is not base64, or not of 24 to 64 bytes. The prefix and the padding may be missing.
    /// </summary>
    public static byte[]? Key(string secret)
    {
        var text = secret.StartsWith(SecretPrefix, StringComparison.Ordinal) ? secret[SecretPrefix.Length..] : secret;
        var padded = text.TrimEnd('=');
        padded += new string('=', (4 - (padded.Length % 4)) % 4);
        var key = new byte[padded.Length];
        return padded.Length > 0 && Convert.TryFromBase64String(padded, key, out var length) && length is >= MinKey and <= MaxKey ? key[..length] : null;
    }

    /// <summary>Makes one signature.</summary>
    public static string Sign(string secret, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}."));
        var signed = new byte[head.Length + body.Length];
        head.CopyTo(signed, 0);
        body.CopyTo(signed.AsSpan(head.Length));
        var key = Key(secret) ?? throw new ArgumentException($"The secret is not {MinKey} to {MaxKey} bytes in base64.", nameof(secret));
        return Version + Convert.ToBase64String(HMACSHA256.HashData(key, signed));
    }

    /// <summary>
    /// What the headers alone say: all of them are there, the time is right, and there is a signature of version 1 in the right form.
    /// </summary>
    public static Authenticity Check(string? id, string? timestamp, string? signatures, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(timestamp) || string.IsNullOrEmpty(signatures))
        {
            return Authenticity.Missing;
        }

        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || Signatures(signatures).Count == 0)
        {
            return Authenticity.Wrong;
        }

        var age = now.ToUnixTimeSeconds() - seconds;
        return Math.Abs((decimal)age) <= (decimal)Tolerance.TotalSeconds ? Authenticity.Valid : age > 0 ? Authenticity.TooOld : Authenticity.TooNew;
    }

    /// <summary>One matching signature of version 1 is enough. Signatures of other versions are ignored.</summary>
    public static Authenticity Verify(
        IReadOnlyList<string> secrets, string? id, string? timestamp, string? signatures, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (Check(id, timestamp, signatures, now) is not Authenticity.Valid and var why)
        {
            return why;
        }

        var (seconds, given, valid) = (long.Parse(timestamp!, CultureInfo.InvariantCulture), Signatures(signatures!), false);
        foreach (var secret in secrets.Where(s => Key(s) is not null))
        {
            var expected = Encoding.ASCII.GetBytes(Sign(secret, id!, seconds, body));
            foreach (var signature in given)
            {
                valid |= CryptographicOperations.FixedTimeEquals(expected, signature);
            }
        }

        return valid ? Authenticity.Valid : Authenticity.Wrong;
    }

    /// <summary>The signatures of version 1 that have the right length.</summary>
    private static List<byte[]> Signatures(string signatures) =>
        [.. signatures.Split(' ', MaxSignatures + 1).Take(MaxSignatures)
            .Where(s => s.Length == Version.Length + SignatureLength && s.StartsWith(Version, StringComparison.Ordinal))
            .Select(Encoding.UTF8.GetBytes)];
}
