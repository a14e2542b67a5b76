using System.Globalization;

namespace CustomerChat.Chats;

/// <summary>
/// Cuts long texts without losing a character. A cut never falls inside a surrogate pair. It falls inside what a reader sees as one
/// character (a grapheme cluster, https://unicode.org/reports/tr29/: an emoji with its skin tone, a letter with its accents) only if that
/// cluster alone is longer than a part.
/// </summary>
public static class Texts
{
    /// <summary>Splits a text into parts of at most <paramref name="limit"/> UTF-16 units. The joined parts are the text again.</summary>
    public static IEnumerable<string> Split(string text, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 2);
        for (var start = 0; start < text.Length;)
        {
            var length = CutAt(text.AsSpan(start), limit);
            yield return text.Substring(start, length);
            start += length;
        }
    }

    /// <summary>The beginning of a text, at most <paramref name="limit"/> UTF-16 units; a text that is cut ends with an ellipsis.</summary>
    public static string Shorten(string text, int limit) =>
        text.Length <= limit ? text : string.Concat(text.AsSpan(0, CutAt(text, limit - 1)), "…");

    /// <summary>
    /// Splits a text for a channel into parts of at most <paramref name="limit"/> UTF-16 units. It cuts between words if it can, and inside
    /// a word or link only if the word alone is longer than a part. White space at a cut is dropped, and nothing else.
    /// </summary>
    public static IReadOnlyList<string> SplitWords(string text, int limit)
    {
        var parts = new List<string>();
        var rest = text.AsSpan().Trim();
        while (rest.Length > limit)
        {
            // A cut at the limit itself is allowed if a word ends there.
            var cut = limit;
            while (cut > 0 && !char.IsWhiteSpace(rest[cut]))
            {
                cut--;
            }

            if (cut == 0)
            {
                cut = CutAt(rest, limit);
            }

            parts.Add(rest[..cut].TrimEnd().ToString());
            rest = rest[cut..].TrimStart();
        }

        if (!rest.IsEmpty)
        {
            parts.Add(rest.ToString());
        }

        return parts;
    }

    /// <summary>How much of a text fits into a limit: whole graphemes. If the first grapheme alone is too long, whole surrogate pairs.</summary>
    private static int CutAt(ReadOnlySpan<char> text, int limit)
    {
        if (text.Length <= limit)
        {
            return text.Length;
        }

        var cut = 0;
        while (cut < limit && cut + StringInfo.GetNextTextElementLength(text[cut..]) is var next && next <= limit)
        {
            cut = next;
        }

        return cut > 0 ? cut
            : char.IsHighSurrogate(text[limit - 1]) && char.IsLowSurrogate(text[limit]) ? limit - 1
            : limit;
    }
}
