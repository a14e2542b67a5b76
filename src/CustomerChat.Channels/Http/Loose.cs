using System.Text;
using System.Text.Json;

namespace CustomerChat.Channels.Http;

/// <summary>
/// Reads JSON of providers: what is missing or of another kind is null or empty, never an exception. New fields appear there
/// without notice.
/// </summary>
internal readonly record struct Loose(JsonElement Element)
{
    public static JsonDocument? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 64 });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public Loose this[string name] =>
        Element.ValueKind == JsonValueKind.Object && Element.TryGetProperty(name, out var value) ? new Loose(value) : default;

    public bool Exists => Element.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    public IEnumerable<Loose> Items => Element.ValueKind == JsonValueKind.Array ? Element.EnumerateArray().Select(e => new Loose(e)) : [];

    /// <summary>A string, or a number or boolean as it is written; null for anything else and for the empty string.</summary>
    public string? Text
    {
        get
        {
            try
            {
                return Element.ValueKind switch
                {
                    JsonValueKind.String => Element.GetString() is { Length: > 0 } text ? text : null,
                    JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => Element.GetRawText(),
                    _ => null,
                };
            }
            catch (InvalidOperationException)
            {
                // Half of a surrogate pair, escaped.
                return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(Element.GetRawText()));
            }
        }
    }
}
