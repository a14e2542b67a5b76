using System.Reflection;

namespace CustomerChat.SelfHost.Pages;

/// <summary>The customer's page at <c>/</c>.</summary>
internal static class CustomerPage
{
    public static void Map(WebApplication app)
    {
        var (html, script) = (Read("customer.html"), Read("customer.js"));
        app.MapGet("/", (HttpResponse response) =>
        {
            response.Headers.ContentSecurityPolicy = "default-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'";
            return TypedResults.Text(html, "text/html; charset=utf-8");
        });
        app.MapGet("/customer.js", () => TypedResults.Text(script, "text/javascript; charset=utf-8"));
    }

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
