using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CustomerChat.App.Files;
using CustomerChat.ContactCenter;
using CustomerChat.Files;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace CustomerChat.App.Pages;

/// <summary>
/// The widget's script, the page in its frame, and the operators' page. They are static and hold no data: they ask the relay's API for what
/// they show. There is no inline script, and no script from another host. The widget's page may be in a frame only on pages of the contact
/// centre's allowed origins.
/// </summary>
public sealed class PageApi(ContactCenterDirectory centers, FileKeeper files, RelayAddress address, IOptions<ChatFileOptions> options)
{
    private const string Policy = "default-src 'none'; script-src 'self'; base-uri 'none'; form-action 'none'";

    /// <summary>The operators' page shows no files, so its policy names no hosts of files.</summary>
    private const string OpsPolicy = $"{Policy}; connect-src 'self'; img-src 'self' data: blob:";

    /// <summary>The hash of an empty text, for the style element of a library, which fills it by script.</summary>
    private const string EmptyStyle = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

    /// <summary><c>GET /widget.js</c></summary>
    public static IResult WidgetScript(HttpRequest request)
    {
        // Some sites load a script from another host only if its answer allows that. This header allows it.
        request.HttpContext.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        return File(request, "widget.js");
    }

    /// <summary><c>GET /widget/?contactCenterId=…</c>, and the files that the page loads.</summary>
    public IResult Widget(HttpRequest request, string? path)
    {
        if (!string.IsNullOrEmpty(path))
        {
            return File(request, "widget/" + path);
        }

        var contactCenterId = request.Query["contactCenterId"].ToString();
        return centers.Find(contactCenterId) is null
            ? TypedResults.NotFound()
            : Page(request, "widget/index.html", WidgetPolicy(), string.Join(' ', centers.OriginsOf(contactCenterId).Prepend("'self'")), Limits());
    }

    /// <summary>
    /// Pictures, audio and video come from the hosts that links to files lead to. The page itself holds a file that is to be uploaded
    /// (<c>blob:</c>).
    /// </summary>
    private string WidgetPolicy()
    {
        IEnumerable<string> own = address.Base is { } start ? [new Uri(start).GetLeftPart(UriPartial.Authority)] : [];
        var hosts = string.Join(' ', own.Concat(options.Value.Hosts()).Prepend("'self'"));
        return $"{Policy}; connect-src 'self' blob:; img-src {hosts} data: blob:; media-src {hosts}";
    }

    /// <summary>What the panel may send: the largest file in bytes and how many files in a message; empty = files are off.</summary>
    private string Limits() =>
        files.IsOn && files.Policy() is var policy ? string.Create(CultureInfo.InvariantCulture, $"{policy.MaxSize} {policy.MaxPerMessage}") : "";

    /// <summary>
    /// <c>GET /ops</c>, and the files that the page loads. The page holds no data: it asks for data with the operator's key or sign-in.
    /// </summary>
    public static IResult Ops(HttpRequest request, string? path) =>
        string.IsNullOrEmpty(path) ? Page(request, "ops/index.html", OpsPolicy, "'none'") : File(request, "ops/" + path);

    private static IResult Page(HttpRequest request, string name, string policy, string ancestors, string limits = "")
    {
        var nonce = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        var headers = request.HttpContext.Response.Headers;
        Harden(headers);
        headers.ContentSecurityPolicy = $"{policy}; style-src 'self' 'nonce-{nonce}' {EmptyStyle}; frame-ancestors {ancestors}";
        headers.CacheControl = "no-store";
        var html = Encoding.UTF8.GetString(PageFile.All[name].Value.Content).Replace("{{nonce}}", nonce, StringComparison.Ordinal)
            .Replace("{{files}}", limits, StringComparison.Ordinal);
        return TypedResults.Text(html, "text/html; charset=utf-8");
    }

    private static IResult File(HttpRequest request, string name)
    {
        if (!PageFile.All.TryGetValue(name, out var found))
        {
            return TypedResults.NotFound();
        }

        var file = found.Value;
        var headers = request.HttpContext.Response.Headers;
        Harden(headers);
        headers.CacheControl = file.IsHashed ? "public, max-age=31536000, immutable" : "public, max-age=300";
        headers.ETag = file.ETag;
        headers.Vary = "Accept-Encoding";
        if (request.Headers.IfNoneMatch.ToString().Contains(file.ETag, StringComparison.Ordinal))
        {
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        }

        if (!request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.OrdinalIgnoreCase))
        {
            return TypedResults.Bytes(file.Content, file.ContentType);
        }

        headers.ContentEncoding = "br";
        return TypedResults.Bytes(file.Compressed, file.ContentType);
    }

    private static void Harden(IHeaderDictionary headers)
    {
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
    }
}
