using CustomerChat.Sandbox.Chats;
using Microsoft.Net.Http.Headers;

namespace CustomerChat.Sandbox.Http;

/// <summary>Agents' files. Agents upload them by the agents' API. Everyone who has the link can load them.</summary>
internal sealed class FileEndpoints(SandboxContactCenter center, SandboxFiles files)
{
    public static void Map(WebApplication app)
    {
        app.MapPost("/api/v2/me/chats/{id}/files", (HttpRequest request, string id, string? name, FileEndpoints api, AgentEndpoints agents) =>
            agents.Agent(request) is { } agent ? api.KeepAsync(request, agent, id, name) : Task.FromResult(AgentEndpoints.NotAuthenticated(request)));
        app.MapMethods("/files/{file}/{name?}", [HttpMethods.Get, HttpMethods.Head], (HttpResponse response, string file, FileEndpoints api) => api.Give(response, file));
    }

    /// <summary>Keeps the body as a file. The answer holds the file's link, which the agent then sends by <c>SendUrl</c>.</summary>
    private async Task<IResult> KeepAsync(HttpRequest request, SandboxAgent agent, string id, string? name)
    {
        if (center.Find(id) is not { } chat)
        {
            return Replies.From(ChatFailure.NotFound);
        }

        if (chat.Agent != agent.User || chat.State != SandboxChat.Chatting)
        {
            return Replies.From(ChatFailure.NotNow);
        }

        if (await ReadAsync(request) is not { } content)
        {
            return Replies.From(new ChatFailure(413, 10, "A file may have at most 20 MB."));
        }

        if (content.Length == 0)
        {
            return Replies.From(new ChatFailure(400, 10, "The file is empty."));
        }

        var file = files.Add(name, request.ContentType, content);
        return TypedResults.Json(new { url = $"{request.Scheme}://{request.Host}{file.Path}", statusCode = 0 });
    }

    private static async Task<byte[]?> ReadAsync(HttpRequest request)
    {
        if (request.ContentLength > SandboxFiles.MaxBytes)
        {
            return null;
        }

        using var content = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await request.Body.ReadAsync(buffer) is > 0 and var count)
        {
            if (content.Length + count > SandboxFiles.MaxBytes)
            {
                return null;
            }

            await content.WriteAsync(buffer.AsMemory(0, count));
        }

        return content.ToArray();
    }

    private IResult Give(HttpResponse response, string id)
    {
        response.Headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-store";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        if (files.Find(id) is not { } file)
        {
            return TypedResults.NotFound();
        }

        var disposition = new ContentDispositionHeaderValue(file.IsInline ? "inline" : "attachment");
        disposition.SetHttpFileName(file.Name);
        response.Headers.ContentDisposition = disposition.ToString();
        return TypedResults.Bytes(file.Bytes, file.ContentType, enableRangeProcessing: true);
    }
}
