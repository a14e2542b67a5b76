using System.Text.Json;
using System.Text.Json.Nodes;

namespace CustomerChat.Channels.Http;

/// <summary>JSON from outside, of which nothing is sure.</summary>
internal static class JsonAnswer
{
    /// <summary>An object, or null when it is anything else.</summary>
    public static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { MaxDepth = 32 }) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
