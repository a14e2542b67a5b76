using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.Options;

namespace CustomerChat.Sandbox;

/// <summary>The agents' page. Its static files are built into this assembly.</summary>
internal static class DeskPage
{
    private const string Prefix = "pages/";

    /// <summary>
    /// The page's policy, without the sources of files, which are added below. React and the chat kit set styles on elements by script; the policy allows that. It
    /// allows no inline script and no other host.
    /// </summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly FileExtensionContentTypeProvider ContentTypes = new();

    public static void Map(WebApplication app)
    {
        var origins = app.Services.GetRequiredService<IOptions<SandboxOptions>>().Value.FileOrigins;
        var policy = $"{Policy}; img-src 'self' data: blob: {origins}; media-src 'self' {origins}";
        app.MapGet("/", () => TypedResults.Redirect("/desk"));
        app.MapGet("/desk/{**path}", (HttpResponse response, string? path) => File(response, policy, string.IsNullOrEmpty(path) ? "index.html" : path));
    }

    private static IResult File(HttpResponse response, string policy, string name)
    {
        if (typeof(DeskPage).Assembly.GetManifestResourceStream(Prefix + name) is not { } stream)
        {
            return TypedResults.NotFound();
        }

        response.Headers.ContentSecurityPolicy = policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-cache";
        return TypedResults.Stream(stream, ContentTypes.TryGetContentType(name, out var type) ? type : "application/octet-stream");
    }
}
