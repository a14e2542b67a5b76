using System.Globalization;

namespace CustomerChat.App.DirectLine;

/// <summary>
/// How far a client has read: the index of the last entry that it got, and whether it was told of the end. A client that sends an old
/// watermark again gets the same activities again, and those that have come since.
/// </summary>
/// <param name="Index">The index of the last entry; 0 = none yet.</param>
/// <param name="Ended">The client was told that the chat has ended.</param>
internal readonly record struct Watermark(long Index, bool Ended)
{
    private const string Suffix = "-ended";

    public static bool TryParse(string? text, out Watermark watermark)
    {
        watermark = default;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        var ended = text.EndsWith(Suffix, StringComparison.Ordinal);
        if (!long.TryParse(text.AsSpan(0, text.Length - (ended ? Suffix.Length : 0)), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            return false;
        }

        watermark = new Watermark(index, ended);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}{(Ended ? Suffix : "")}");
}
