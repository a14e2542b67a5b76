using System.Text;
using System.Text.RegularExpressions;

namespace CustomerChat.ContactCenter.Http;

/// <summary>
/// Half of a character in JSON: a script that cuts a text in the middle of an emoji writes <c>\ud83d</c> alone, and readers of JSON refuse the whole
/// document. It becomes the sign for a lost character. Pure.
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

    /// <summary>Each escape of the text in its turn, so that an escaped backslash before a <c>u</c> is none.</summary>
    [GeneratedRegex(@"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)", RegexOptions.Singleline)]
    private static partial Regex Escape();
}
