using System.Globalization;
using System.Text;

namespace CustomerChat.Consent;

/// <summary>
/// Recognises consent words. The whole message must be the word. Case, width, accents (<see cref="LatinLetters"/>) and marks around or
/// within the word do not matter: <c>Stop!</c>, <c>"STOP"</c>, <c>opt out</c>, <c>ＳＴＯＰ</c>. But <c>stop please</c> is a sentence, not a
/// consent word. Pure.
/// </summary>
/// <param name="stop">Words for <see cref="ConsentIntent.Stop"/>.</param>
/// <param name="start">Words for <see cref="ConsentIntent.Start"/>.</param>
/// <param name="help">Words for <see cref="ConsentIntent.Help"/>.</param>
public sealed class ConsentWords(IEnumerable<string> stop, IEnumerable<string> start, IEnumerable<string> help)
{
    /// <summary>The longest message that can be a consent word, in UTF-16 units. A longer one is a sentence.</summary>
    private const int MaxLength = 64;

    /// <summary>Twilio's words. Twilio itself acts on them too (https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out).</summary>
    public static readonly ConsentWords Sms = new(
        ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"], ["START", "YES", "UNSTOP"], ["HELP", "INFO"]);

    /// <summary>
    /// The words of other channels. There, customers use "cancel", "end" and "yes" for other things, so only words with a single meaning
    /// count.
    /// </summary>
    public static readonly ConsentWords Chat = new(["STOP", "STOPALL", "UNSUBSCRIBE", "OPTOUT"], ["START", "UNSTOP"], []);

    public static readonly ConsentWords None = new([], [], []);

    private readonly Dictionary<string, ConsentIntent> _words = new[] { (ConsentIntent.Stop, stop), (ConsentIntent.Start, start), (ConsentIntent.Help, help) }
        .SelectMany(w => w.Item2.Select(word => (Word: Key(word), Intent: w.Item1)))
        .Where(w => w.Word.Length > 0)
        .DistinctBy(w => w.Word)
        .ToDictionary(w => w.Word, w => w.Intent, StringComparer.Ordinal);

    /// <summary>These words and more, such as words of other languages.</summary>
    public ConsentWords With(IEnumerable<string> stop, IEnumerable<string> start, IEnumerable<string> help) =>
        new(Words(ConsentIntent.Stop).Concat(stop), Words(ConsentIntent.Start).Concat(start), Words(ConsentIntent.Help).Concat(help));

    /// <summary>What a message asks for; null = it is an ordinary message.</summary>
    public ConsentIntent? Find(string? text) =>
        text is { Length: > 0 and <= MaxLength } && _words.TryGetValue(Key(text), out var intent) ? intent : null;

    private IEnumerable<string> Words(ConsentIntent intent) => _words.Where(w => w.Value == intent).Select(w => w.Key);

    /// <summary>
    /// The letters and digits of a text, in upper case, in their usual width and without accents. A mark between letters does not count:
    /// OPT-OUT.
    /// </summary>
    private static string Key(string text)
    {
        var key = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (LatinLetters.Fold(rune) is { } letter && IsOfAWord(letter))
            {
                key.Append(letter.ToString());
            }
        }

        return key.ToString();
    }

    private static bool IsOfAWord(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark => rune.Value is not (>= 0xFE00 and <= 0xFE0F),
        UnicodeCategory.SpacingCombiningMark => true,
        _ => Rune.IsLetterOrDigit(rune),
    };
}
