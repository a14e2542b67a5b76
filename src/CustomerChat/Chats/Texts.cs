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
}
