using System.Text;
using System.Text.Json;
using System.Text.Unicode;

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
            // Bytes that are no text become the sign for that: the rest of what somebody wrote is worth having.
            var text = Utf8.IsValid(body.Span) ? body : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body.Span));
            return JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 64 });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public Loose this[string name]
    {
        get
        {
            try
            {
                return Element.ValueKind == JsonValueKind.Object && Element.TryGetProperty(name, out var value) ? new Loose(value) : default;
            }
            catch (InvalidOperationException)
            {
                // Another name in the object is half of a surrogate pair, escaped: looked for one by one, that one is passed over.
                return Properties.LastOrDefault(p => p.Name == name).Value;
            }
        }
    }

    /// <summary>The properties of an object whose names are text.</summary>
    public IEnumerable<(string Name, Loose Value)> Properties => Element.ValueKind == JsonValueKind.Object
        ? Element.EnumerateObject().Select(p => (Name: NameOf(p)!, Value: new Loose(p.Value))).Where(p => p.Name is not null)
        : [];

    private static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

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
