using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CustomerChat.Sandbox.Events;

/// <summary>Signatures of Standard Webhooks 1.0. The relay signs its lifecycle events with them. Pure.</summary>
internal static class EventSignature
{
    private const string Prefix = "whsec_";
    private const string Version = "v1,";

    /// <summary>How far the time of a post may differ from now. A post with another time may be a recorded one that somebody sends again.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>The key in a secret; null = the text is not a valid secret.</summary>
    public static byte[]? Key(string? secret)
    {
        var text = secret?.StartsWith(Prefix, StringComparison.Ordinal) is true ? secret[Prefix.Length..] : "";
        var key = new byte[text.Length];
        return Convert.TryFromBase64String(text, key, out var length) && length is >= 24 and <= 64 ? key[..length] : null;
    }

    /// <summary>Whether a body has a signature that was made with the key, at a time that is within <see cref="Tolerance"/> of now.</summary>
    public static bool IsRight(byte[] key, string? id, string? timestamp, string? signatures, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(id)
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs((decimal)now.ToUnixTimeSeconds() - seconds) > (decimal)Tolerance.TotalSeconds)
        {
            return false;
        }

        byte[] signed = [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{seconds}.")), .. body];
        var expected = Encoding.ASCII.GetBytes(Version + Convert.ToBase64String(HMACSHA256.HashData(key, signed)));
        var isRight = false;
        foreach (var signature in (signatures ?? "").Split(' ').Take(20))
        {
            isRight |= CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(signature));
        }

        return isRight;
    }
}
