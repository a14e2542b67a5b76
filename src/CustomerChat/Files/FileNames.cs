using System.Globalization;
using System.Text;
using CustomerChat.Chats;

namespace CustomerChat.Files;

/// <summary>Makes names of files, given by people and programs, safe to be shown and saved. Pure.</summary>
public static class FileNames
{
    /// <summary>The longest name, in UTF-16 units.</summary>
    public const int MaxLength = 100;

    private const string Forbidden = "\\/:*?\"<>|";

    /// <summary>
    /// The name without folders, without control characters, and without characters that turn the reading direction (they can hide an
    /// extension). The name gets an extension of the file's type: a file that is not a picture can't be named like a picture.
    /// </summary>
    /// <param name="name">The given name; null or empty = none.</param>
    /// <param name="type">The type of the file.</param>
    /// <param name="fallback">The name for a file without a name, such as <c>image</c>.</param>
    public static string Of(string? name, FileType type, string fallback)
    {
        var safe = Clean(name);
        var ending = Path.GetExtension(safe).TrimStart('.');
        if (safe.Length == 0)
        {
            var word = Clean(fallback);
            return $"{(word.Length > 0 ? word : "file")}.{type.Extensions[0]}";
        }

        return type.Extensions.Contains(ending, StringComparer.OrdinalIgnoreCase) ? safe : $"{safe}.{type.Extensions[0]}";
    }

    /// <summary>A size in readable form: <c>24 kB</c>, <c>1.5 MB</c>.</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000d:0.#} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000_000d:0.#} GB"),
    };

    private static string Clean(string? name)
    {
        var text = new StringBuilder();
        var last = (name ?? "").Replace('\\', '/').Split('/')[^1];
        foreach (var rune in last.EnumerateRunes().Where(r => Rune.GetUnicodeCategory(r) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate)))
        {
            text.Append(rune.IsBmp && Forbidden.Contains((char)rune.Value, StringComparison.Ordinal) ? new Rune('_') : rune);
        }

        var clean = text.ToString().Trim().Trim('.');
        if (clean.Length <= MaxLength - 10)
        {
            return clean;
        }

        // The extension is kept.
        var ending = Path.GetExtension(clean) is { Length: <= 10 } e ? e : "";
        return Texts.Split(clean[..^ending.Length], MaxLength - 10 - ending.Length).First() + ending;
    }
}
