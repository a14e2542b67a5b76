using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CustomerChat.Channels.Http;
using CustomerChat.Chats;

namespace CustomerChat.Channels.Inbound;

/// <summary>
/// The values of JSON whose fields the relay does not know, so that an agent can read them: at most <see cref="Most"/>, each on one line,
/// shortened, with control characters escaped. Pure.
/// </summary>
internal static class Leaves
{
    /// <summary>The most values. An ellipsis stands for the values after them.</summary>
    public const int Most = 30;

    private const int MaxName = 80;
    private const int MaxValue = 300;

    public static ImmutableArray<Leaf> Of(LenientJson content, params ReadOnlySpan<string> without)
    {
        var skipped = without.ToArray();
        return Of(Walk("", content).Where(l => !skipped.Contains(l.Name)));
    }

    public static ImmutableArray<Leaf> Of(IEnumerable<Leaf> leaves)
    {
        var clean = leaves.Where(l => !string.IsNullOrWhiteSpace(l.Value)).Take(Most + 1)
            .Select(l => new Leaf(Clean(l.Name, MaxName), Clean(l.Value, MaxValue)))
            .ToImmutableArray();
        return clean.Length > Most ? clean.SetItem(Most, new Leaf("…", "")) : clean;
    }

    /// <summary>
    /// The text on one line, without characters that change how the text around it is shown, and not longer than a limit.
    /// </summary>
    public static string Clean(string text, int limit)
    {
        var line = new StringBuilder();
        foreach (var c in Texts.Shorten(text, limit))
        {
            _ = c switch
            {
                '\n' => line.Append("\\n"),
                '\r' => line.Append("\\r"),
                '\t' => line.Append(' '),
                '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') => Escaped(line, c),
                _ when char.IsControl(c) => Escaped(line, c),
                _ => line.Append(c),
            };
        }

        return line.ToString();
    }

    private static StringBuilder Escaped(StringBuilder line, char c) => line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");

    private static IEnumerable<Leaf> Walk(string path, LenientJson content)
    {
        switch (content.Element.ValueKind)
        {
            case JsonValueKind.Object:
                return content.Properties.SelectMany(p => Walk(path.Length == 0 ? p.Name : $"{path}.{p.Name}", p.Value));
            case JsonValueKind.Array when content.Items.Take(Most + 1).All(i => i.Text is not null):
                return [new Leaf(path, string.Join(", ", content.Items.Take(Most + 1).Select(i => i.Text)))];
            case JsonValueKind.Array:
                return content.Items.SelectMany((item, i) => Walk($"{path}[{i}]", item));
            default:
                return content.Text is { } text ? [new Leaf(path, text)] : [];
        }
    }
}
