using CustomerChat.Sandbox.Chats;

namespace CustomerChat.Sandbox.Http;

/// <summary>Files by their links: always as a download, never shown in place.</summary>
internal static class FileEndpoints
{
    public static void Map(WebApplication app) => app.MapGet("/sandbox/files/{id}/{name}", (HttpResponse response, string id, SandboxFiles files) =>
    {
        response.Headers.XContentTypeOptions = "nosniff";
        return files.Find(id) is { } file ? TypedResults.File(file.Bytes, file.ContentType, file.Name) : Results.NotFound();
    });
}
