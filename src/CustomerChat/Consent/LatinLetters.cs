using System.Collections.Frozen;
using System.Text;

namespace CustomerChat.Consent;

/// <summary>
/// Writes Latin letters in one form, whatever form they came in. This is the part of NFKC (https://unicode.org/reports/tr15/) that consent
/// words need: the programs run without ICU's data (<c>InvariantGlobalization</c>), and there <see cref="string.Normalize()"/> changes only
/// ASCII. Accents are dropped as well. Pure.
/// </summary>
internal static class LatinLetters
{
    /// <summary>Groups of letters: first the plain letter, then its forms with an accent.</summary>
    private const string Accented =
        "AÀÁÂÃÄÅĀĂĄǍ CÇĆĈĊČ DĎĐ EÈÉÊËĒĔĖĘĚ GĜĞĠĢ HĤĦ IÌÍÎÏĨĪĬĮİı JĴ KĶ LĹĻĽĿŁ NÑŃŅŇ OÒÓÔÕÖØŌŎŐǑ RŔŖŘ SŚŜŞŠȘ TŢŤŦȚ UÙÚÛÜŨŪŬŮŰŲǓ WŴ YÝŶŸ ZŹŻŽ";

    private static readonly FrozenDictionary<int, Rune> Plain = Accented.Split(' ')
        .SelectMany(letters => letters.Skip(1).Select(accented => KeyValuePair.Create((int)accented, new Rune(letters[0]))))
        .ToFrozenDictionary();

    /// <summary>The letter in upper case, of usual width and without an accent; null for a combining accent.</summary>
    public static Rune? Fold(Rune rune)
    {
        var upper = Rune.ToUpperInvariant(Rune.IsValid(Usual(rune.Value)) ? new Rune(Usual(rune.Value)) : rune);
        return upper.Value is >= 0x0300 and <= 0x036F ? null : Plain.GetValueOrDefault(upper.Value, upper);
    }

    /// <summary>
    /// The usual form of full-width characters, of mathematical letters and digits in all their styles, and of letters in circles and
    /// squares.
    /// </summary>
    private static int Usual(int value) => value switch
    {
        >= 0xFF01 and <= 0xFF5E => value - 0xFEE0,
        >= 0x1D400 and <= 0x1D6A3 => 'A' + (((value - 0x1D400) % 52) is var i && i < 26 ? i : i + 6),
        >= 0x1D7CE and <= 0x1D7FF => '0' + ((value - 0x1D7CE) % 10),
        >= 0x24B6 and <= 0x24E9 => 'A' + ((value - 0x24B6) % 26),
        >= 0x1F130 and <= 0x1F149 => 'A' + (value - 0x1F130),
        >= 0x1F150 and <= 0x1F169 => 'A' + (value - 0x1F150),
        >= 0x1F170 and <= 0x1F189 => 'A' + (value - 0x1F170),
        _ => value,
    };
}
