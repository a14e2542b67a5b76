using System.Net;
using System.Text;

namespace CustomerChat.Channels.Http;

/// <summary>A form's fields as they came: repeated names kept, values never trimmed.</summary>
internal static class FormFields
{
    public static IReadOnlyList<KeyValuePair<string, string>> Parse(ReadOnlySpan<byte> body) =>
        [.. Encoding.UTF8.GetString(body).Split('&', StringSplitOptions.RemoveEmptyEntries).Select(Field)];

    private static KeyValuePair<string, string> Field(string pair)
    {
        var equals = pair.IndexOf('=');
        return equals < 0
            ? KeyValuePair.Create(WebUtility.UrlDecode(pair), "")
            : KeyValuePair.Create(WebUtility.UrlDecode(pair[..equals]), WebUtility.UrlDecode(pair[(equals + 1)..]));
    }
}
