using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerChat.Sandbox.Chats;

namespace CustomerChat.Sandbox.Http;

/// <summary>Reads JSON bodies as a tolerant server does.</summary>
internal static class Json
{
    private const int MaxBody = 64 * 1024;

    public static async Task<(JsonObject? Body, ChatFailure? Failure)> ReadAsync(HttpRequest request)
    {
        if (!request.HasJsonContentType())
        {
            return (null, new ChatFailure(415, 10, "The Content-Type must be application/json."));
        }

        if (request.ContentLength > MaxBody)
        {
            return (null, new ChatFailure(413, 10, "The body is larger than 64 KiB."));
        }

        try
        {
            return await JsonNode.ParseAsync(request.Body) is JsonObject body
                ? (body, null)
                : (null, new ChatFailure(400, 1, "The body is not a JSON object."));
        }
        catch (JsonException)
        {
            return (null, new ChatFailure(400, 1, "The body is not JSON."));
        }
    }

    public static string? Text(JsonObject body, string name) =>
        body[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;

    public static Dictionary<string, string>? Map(JsonObject body, string name) =>
        (body[name] as JsonObject)?.ToDictionary(p => p.Key, p => p.Value?.ToString() ?? "", StringComparer.Ordinal);
}
