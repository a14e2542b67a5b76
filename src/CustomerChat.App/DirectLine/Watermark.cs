using System.Globalization;

namespace CustomerChat.App.DirectLine;

/// <summary>
/// How far a client has read: the index of the last entry that it got, and whether it was told of the end. A client that
/// repeats one gets what it got for it before, and what has come since.
/// </summary>
/// <param name="Index">The transcript's index; 0 = nothing yet.</param>
/// <param name="Ended">It was told that the chat has ended.</param>
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
