using System.Text;
using System.Text.RegularExpressions;

namespace CustomerChat.ContactCenter.Http;

/// <summary>
/// Replaces half characters in JSON. A script that cuts a text in the middle of an emoji writes <c>\ud83d</c> alone, and JSON readers refuse the whole
/// document. The half becomes U+FFFD, the character for a lost character. Pure.
/// </summary>
internal static partial class Surrogates
{
    public static byte[] Mend(byte[] json)
    {
        if (json.AsSpan().IndexOf("\\ud"u8) < 0 && json.AsSpan().IndexOf("\\uD"u8) < 0)
        {
            return json;
        }

        var text = Encoding.UTF8.GetString(json);
        var mended = Escape().Replace(text, e => e.Groups["half"].Success ? "\\ufffd" : e.Value);
        return ReferenceEquals(mended, text) ? json : Encoding.UTF8.GetBytes(mended);
    }

    /// <summary>Matches one escape after the other. So the <c>u</c> after an escaped backslash does not count as an escape.</summary>
    [GeneratedRegex(@"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)", RegexOptions.Singleline)]
    private static partial Regex Escape();
}
