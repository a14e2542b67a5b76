using System.Security.Cryptography;
using System.Text;
using CustomerChat.Channels.Accounts;

namespace CustomerChat.Channels.TwilioSms;

/// <summary>
/// Twilio's signature: HMAC-SHA1 over the address and the form's fields (https://www.twilio.com/docs/usage/security). Pure. The address is
/// the configured one, because behind a proxy the request does not show it.
/// </summary>
public static class TwilioSignature
{
    public const string Header = "X-Twilio-Signature";

    private const string BodyHash = "bodySHA256=";

    private const int SignatureLength = 28;

    /// <summary>
    /// Whether a header has the form of a signature, 20 bytes in base64. The check is cheap, and comes before the body is read.
    /// </summary>
    public static Authenticity Check(string? signature) =>
        string.IsNullOrEmpty(signature) ? Authenticity.Missing
        : signature.Length == SignatureLength
            && Convert.TryFromBase64String(signature, stackalloc byte[HMACSHA1.HashSizeInBytes], out var length)
            && length == HMACSHA1.HashSizeInBytes ? Authenticity.Valid
        : Authenticity.Wrong;

    /// <summary>Verifies a form's signature.</summary>
    public static Authenticity VerifyForm(
        IReadOnlyList<string> tokens, string address, IEnumerable<KeyValuePair<string, string>> fields, string? signature)
    {
        var signed = new StringBuilder();
        foreach (var field in fields.GroupBy(f => f.Key, f => f.Value).OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            foreach (var value in field.Distinct().Order(StringComparer.Ordinal))
            {
                signed.Append(field.Key).Append(value);
            }
        }

        return Verify(tokens, address, signed.ToString(), signature);
    }

    /// <summary>Verifies a JSON body's signature. It is made over the address alone, which holds the body's hash.</summary>
    public static Authenticity VerifyJson(IReadOnlyList<string> tokens, string address, ReadOnlySpan<byte> body, string? signature)
    {
        var result = Verify(tokens, address, "", signature);
        if (result != Authenticity.Valid)
        {
            return result;
        }

        var at = address.IndexOf(BodyHash, StringComparison.Ordinal);
        var hash = at < 0 ? "" : address[(at + BodyHash.Length)..].Split('&', '#')[0];
        var expected = Convert.ToHexStringLower(SHA256.HashData(body));
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash.ToLowerInvariant()), Encoding.ASCII.GetBytes(expected))
            ? Authenticity.Valid
            : Authenticity.BodyChanged;
    }

    private static Authenticity Verify(IReadOnlyList<string> tokens, string address, string fields, string? signature)
    {
        if (string.IsNullOrEmpty(signature))
        {
            return Authenticity.Missing;
        }

        var (given, rest, valid) = (Encoding.UTF8.GetBytes(signature), Encoding.UTF8.GetBytes(fields), false);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        foreach (var token in tokens)
        {
            foreach (var variant in Variants(address))
            {
#pragma warning disable CA5350 // Twilio prescribes SHA-1. As an HMAC it is not broken.
                using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA1, Encoding.UTF8.GetBytes(token));
#pragma warning restore CA5350
                hmac.AppendData(Encoding.UTF8.GetBytes(variant));
                hmac.AppendData(rest);
                hmac.GetHashAndReset(hash);
                valid |= CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Convert.ToBase64String(hash)), given);
            }
        }

        return valid ? Authenticity.Valid : Authenticity.Wrong;
    }

    /// <summary>
    /// The address as it is, with and without the port (Twilio is inconsistent), and with the apostrophe raw or escaped; never with a
    /// fragment.
    /// </summary>
    private static IEnumerable<string> Variants(string address)
    {
        var plain = address.Split('#')[0];
        return new[] { plain, WithoutPort(plain), WithPort(plain) }
            .SelectMany(a => new[] { a, a.Replace("%27", "'", StringComparison.Ordinal), a.Replace("'", "%27", StringComparison.Ordinal) })
            .Distinct(StringComparer.Ordinal);
    }

    private static string WithoutPort(string address) =>
        Authority(address) is { } place && place is var (start, end) && PortAt(address, start, end) is { } colon ? address.Remove(colon, end - colon) : address;

    private static string WithPort(string address) =>
        Authority(address) is { } place && place is var (start, end) && PortAt(address, start, end) is null
            ? address.Insert(end, address.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? ":443" : ":80")
            : address;

    /// <summary>
    /// Where host and port are in the address, without user and password. The address is not parsed, because parsing would normalise what
    /// was signed.
    /// </summary>
    private static (int Start, int End)? Authority(string address)
    {
        var scheme = address.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            return null;
        }

        var start = scheme + 3;
        var end = address.IndexOfAny(['/', '?'], start);
        end = end < 0 ? address.Length : end;
        var user = address.LastIndexOf('@', end - 1, end - start);
        return (user < 0 ? start : user + 1, end);
    }

    private static int? PortAt(string address, int start, int end)
    {
        var colon = address.LastIndexOf(':', end - 1, end - start);
        return colon >= 0 && address.AsSpan(colon + 1, end - colon - 1).IndexOfAnyExceptInRange('0', '9') < 0 ? colon : null;
    }
}
