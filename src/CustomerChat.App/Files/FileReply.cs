using System.Globalization;
using CustomerChat.Files;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace CustomerChat.App.Files;

/// <summary>
/// A file as the relay gives it out. Its type comes from its content, its name is written by RFC 6266, and only pictures, audio and video
/// are shown in place. A browser may not guess the type, run the file, show it in a frame or keep it.
/// </summary>
internal sealed record FileReply(ChatFile File, bool IsDownload) : IResult
{
    /// <summary>The policy allows nothing. A script that gets into a page all the same can't run.</summary>
    public const string Policy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

    private const int ChunkSize = 64 * 1024;

    public ByteRange? Range { get; init; }

    /// <summary>The content; null = the client asks only for the headers.</summary>
    public Stream? Content { get; init; }

    public string Tag => $"\"{File.Sha256}\"";

    public static void Guard(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-store";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        response.Headers["X-Robots-Tag"] = "noindex";
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        Guard(response);
        response.Headers.AcceptRanges = "bytes";
        if (Range is { IsSatisfiable: false })
        {
            response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{File.Size}");
            return;
        }

        var isInline = !IsDownload && FileTypes.Of(File.Type) is { IsInline: true };
        var disposition = new ContentDispositionHeaderValue(isInline ? "inline" : "attachment");
        disposition.SetHttpFileName(File.Name);
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.ETag = Tag;

        // The relay does not know the charset of a text, and does not guess one.
        response.ContentType = File.Type;
        response.ContentLength = Range?.Length ?? File.Size;
        if (Range is { } range)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {range.From}-{range.From + range.Length - 1}/{File.Size}");
        }

        if (Content is not null)
        {
            await using (Content)
            {
                await Content.CopyToAsync(response.Body, ChunkSize, httpContext.RequestAborted);
            }
        }
    }
}
