using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerChat.Sandbox.Chats;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace CustomerChat.Sandbox.DirectLine;

/// <summary>An upload: its files, and the activity that they are attached to.</summary>
internal sealed record DirectLineUpload(JsonObject Activity, IReadOnlyList<(string Name, string? ContentType, byte[] Bytes)> Files)
{
    private const string ActivityType = "application/vnd.microsoft.activity";

    /// <summary>Reads an upload: one raw file, or several parts. One of the parts may be the activity.</summary>
    public static async Task<(DirectLineUpload? Upload, DirectLineError? Error)> ReadAsync(HttpRequest request)
    {
        try
        {
            var type = MediaTypeHeaderValue.TryParse(request.ContentType, out var parsed) ? parsed : null;
            var upload = type?.MediaType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) == true
                ? await PartsAsync(request.Body, HeaderUtilities.RemoveQuotes(type.Boundary).ToString())
                : new DirectLineUpload([], [(NameOf(request.Headers.ContentDisposition), request.ContentType, await BytesAsync(request.Body))]);
            return upload.Files.Count == 0 ? (null, DirectLineError.Bad("There is no file."))
                : upload.Files.Any(f => f.Bytes.Length > SandboxFiles.MaxBytes) ? (null, DirectLineError.Of(413))
                : (upload, null);
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or IOException or BadHttpRequestException or ArgumentException)
        {
            return (null, DirectLineError.Bad("The upload can't be read."));
        }
    }

    private static async Task<DirectLineUpload> PartsAsync(Stream body, string boundary)
    {
        var reader = new MultipartReader(boundary, body);
        var files = new List<(string, string?, byte[])>();
        var activity = new JsonObject();
        while (await reader.ReadNextSectionAsync() is { } part)
        {
            var bytes = await BytesAsync(part.Body);
            if (part.ContentType?.StartsWith(ActivityType, StringComparison.OrdinalIgnoreCase) == true)
            {
                activity = JsonNode.Parse(bytes) as JsonObject ?? activity;
            }
            else
            {
                files.Add((NameOf(part.ContentDisposition), part.ContentType, bytes));
            }
        }

        return new DirectLineUpload(activity, files);
    }

    private static string NameOf(string? disposition) =>
        ContentDispositionHeaderValue.TryParse(disposition, out var parsed) && (parsed.FileNameStar.HasValue ? parsed.FileNameStar : HeaderUtilities.RemoveQuotes(parsed.FileName)).ToString() is { Length: > 0 } name ? name : "file";

    private static async Task<byte[]> BytesAsync(Stream stream)
    {
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
