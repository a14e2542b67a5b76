using System.Reflection;

namespace CustomerChat.Sandbox;

/// <summary>The agents' page.</summary>
internal static class DeskPage
{
    private static readonly string Html = Read("desk.html");
    private static readonly string Script = Read("desk.js");

    public static void Map(WebApplication app)
    {
        app.MapGet("/", () => TypedResults.Redirect("/desk"));
        app.MapGet("/desk", (HttpResponse response) =>
        {
            response.Headers.ContentSecurityPolicy = "default-src 'self'; style-src 'self' 'unsafe-inline'";
            return TypedResults.Text(Html, "text/html; charset=utf-8");
        });
        app.MapGet("/desk.js", () => TypedResults.Text(Script, "text/javascript; charset=utf-8"));
    }

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
