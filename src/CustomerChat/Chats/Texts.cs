namespace CustomerChat.Chats;

/// <summary>Cuts long texts without losing a character.</summary>
public static class Texts
{
    /// <summary>Splits into parts of at most <paramref name="limit"/> UTF-16 units, never inside a surrogate pair. Joined they are the text again.</summary>
    public static IEnumerable<string> Split(string text, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 2);
        for (var start = 0; start < text.Length;)
        {
            var length = Math.Min(limit, text.Length - start);
            if (start + length < text.Length && char.IsHighSurrogate(text[start + length - 1]) && char.IsLowSurrogate(text[start + length]))
            {
                length--;
            }

            yield return text.Substring(start, length);
            start += length;
        }
    }

    /// <summary>
    /// Splits a text for a channel: into parts of at most <paramref name="limit"/> UTF-16 units, between words where one can,
    /// never inside a surrogate pair, and inside a word or link only when it alone is longer than a part. White space at a cut
    /// is dropped, nothing else.
    /// </summary>
    public static IReadOnlyList<string> SplitWords(string text, int limit)
    {
        var parts = new List<string>();
        var rest = text.AsSpan().Trim();
        while (rest.Length > limit)
        {
            // A cut at the limit itself is fine when a word ends just there.
            var cut = limit;
            while (cut > 0 && !char.IsWhiteSpace(rest[cut]))
            {
                cut--;
            }

            if (cut == 0)
            {
                cut = char.IsHighSurrogate(rest[limit - 1]) && char.IsLowSurrogate(rest[limit]) ? limit - 1 : limit;
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
}
