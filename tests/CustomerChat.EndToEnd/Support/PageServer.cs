using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CustomerChat.EndToEnd.Support;

/// <summary>A page on an origin of its own, with scripts from this project's node_modules.</summary>
internal sealed class PageServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PageServer(WebApplication app) => _app = app;

    /// <summary>This project's folder.</summary>
    public static string Project { get; } =
        typeof(PageServer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "ProjectDirectory").Value!;

    /// <summary>By the name localhost, so that it is another origin than 127.0.0.1 in more than its port.</summary>
    public Uri Address => new(_app.Urls.First().Replace("127.0.0.1", "localhost", StringComparison.Ordinal));

    /// <param name="html">The page at <c>/</c>.</param>
    /// <param name="policy">Its Content-Security-Policy; null = none.</param>
    /// <param name="pages">Other pages by their path, with the same policy.</param>
    /// <param name="everywhere">The page is there at every path, as that of a client-side router.</param>
    public static async Task<PageServer> StartAsync(string html, string? policy = null, IReadOnlyDictionary<string, string>? pages = null, bool everywhere = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        foreach (var (path, page) in (pages ?? new Dictionary<string, string>()).Append(new(everywhere ? "/{**path}" : "/", html)))
        {
            app.MapGet(path, (HttpResponse response) =>
            {
                response.Headers.ContentSecurityPolicy = policy;
                return Results.Content(page, "text/html; charset=utf-8");
            });
        }

        app.MapGet("/node_modules/{**path}", (string path) => Results.File(Path.GetFullPath(Path.Combine(Project, "node_modules", path)), "text/javascript"));
        await app.StartAsync();
        return new PageServer(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
