using System.Net;
using System.Text;

namespace CustomerChat.Channels.Http;

/// <summary>A form's fields as they came: repeated names are kept, values are not trimmed.</summary>
internal static class FormFields
{
    /// <summary>The most fields. Twilio sends about thirty.</summary>
    public const int Most = 200;

    /// <summary>The fields; null when there are more than <see cref="Most"/>. The fields are counted before any of them is read.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>>? Parse(ReadOnlySpan<byte> body) =>
        body.Count((byte)'&') >= Most ? null : [.. Encoding.UTF8.GetString(body).Split('&', StringSplitOptions.RemoveEmptyEntries).Select(Field)];

    private static KeyValuePair<string, string> Field(string pair)
    {
        var equals = pair.IndexOf('=');
        return equals < 0
            ? KeyValuePair.Create(WebUtility.UrlDecode(pair), "")
            : KeyValuePair.Create(WebUtility.UrlDecode(pair[..equals]), WebUtility.UrlDecode(pair[(equals + 1)..]));
    }
}
