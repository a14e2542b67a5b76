using CustomerChat.Chats;

namespace CustomerChat.Intake;

/// <summary>An earlier message that a message answers, reacts to, changes or deletes.</summary>
/// <param name="Id">The provider's id of the earlier message; null = the provider gives none.</param>
/// <param name="Text">The text of the earlier message, if the provider gives it; null = it is looked up by its id.</param>
public sealed record MessageReference(string? Id, string? Text = null)
{
    /// <summary>The longest quote, in UTF-16 units.</summary>
    private const int MaxQuote = 160;

    /// <summary>Puts a line with the earlier message above a text, as people quote in mail.</summary>
    /// <param name="quoted">The text of the earlier message; null = it is not known.</param>
    public static string Quote(string text, string? quoted)
    {
        var line = string.Join(' ', (quoted ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return $"> {(line.Length == 0 ? "(an earlier message)" : Texts.Shorten(line, MaxQuote))}\n{text}";
    }
}
