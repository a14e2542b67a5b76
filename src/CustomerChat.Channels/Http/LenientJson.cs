using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace CustomerChat.Channels.Http;

/// <summary>
/// Reads JSON of providers. A field that is missing or of another kind is null or empty, never an exception. Providers add fields without
/// notice. Half of a surrogate pair becomes U+FFFD; the text around it stays as it was written.
/// </summary>
internal readonly record struct LenientJson(JsonElement Element)
{
    public static JsonDocument? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            // Bytes that are not valid UTF-8 become U+FFFD, so that the rest of the text is not lost.
            var text = Utf8.IsValid(body.Span) ? body : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body.Span));
            return JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 64 });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public LenientJson this[string name]
    {
        get
        {
            try
            {
                return Element.ValueKind == JsonValueKind.Object && Element.TryGetProperty(name, out var value) ? new LenientJson(value) : default;
            }
            catch (InvalidOperationException)
            {
                // Another name in the object holds half of a surrogate pair, and the look-up by name fails on it.
                return Properties.LastOrDefault(p => p.Name == name).Value;
            }
        }
    }

    public IEnumerable<(string Name, LenientJson Value)> Properties =>
        Element.ValueKind == JsonValueKind.Object ? Element.EnumerateObject().Select(p => (NameOf(p), new LenientJson(p.Value))) : [];

    public bool Exists => Element.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    public IEnumerable<LenientJson> Items => Element.ValueKind == JsonValueKind.Array ? Element.EnumerateArray().Select(e => new LenientJson(e)) : [];

    /// <summary>A string, or a number or boolean as it is written; null for anything else and for the empty string.</summary>
    public string? Text => Element.ValueKind switch
    {
        JsonValueKind.String => StringOf(Element) is { Length: > 0 } text ? text : null,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => Element.GetRawText(),
        _ => null,
    };

    public bool IsTrue => Text == "true";

    private static string StringOf(JsonElement element)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Unescape(element.GetRawText().AsSpan(1..^1));
        }
    }

    private static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return Unescape(Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(property)));
        }
    }

    /// <summary>The content of a JSON string (RFC 8259, section 7). The parser has found the string to be well formed.</summary>
    private static string Unescape(ReadOnlySpan<char> raw)
    {
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }

            var escape = raw[++i];
            if (escape == 'u')
            {
                text.Append((char)ushort.Parse(raw.Slice(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 4;
                continue;
            }

            text.Append(escape switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', _ => escape });
        }

        // UTF-8 can't hold half of a surrogate pair: each half becomes U+FFFD.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
