using CustomerChat.Chats;

namespace CustomerChat.Intake;

/// <summary>An earlier message that a message answers, reacts to, changes or takes back.</summary>
/// <param name="Id">The provider's id of it; null where the provider gives none.</param>
/// <param name="Text">What it says, where the provider tells; else it is looked up by its id.</param>
public sealed record MessageReference(string? Id, string? Text = null)
{
    /// <summary>The longest quote, in UTF-16 units.</summary>
    private const int MaxQuote = 160;

    /// <summary>A text below a line that shows the earlier message, as people quote in mail.</summary>
    /// <param name="text">The text.</param>
    /// <param name="quoted">What the earlier message says; null = nobody knows.</param>
    public static string Quote(string text, string? quoted)
    {
        var line = string.Join(' ', (quoted ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return $"> {(line.Length == 0 ? "(an earlier message)" : Texts.Shorten(line, MaxQuote))}\n{text}";
    }
}
