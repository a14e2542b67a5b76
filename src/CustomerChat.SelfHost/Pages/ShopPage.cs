using System.Net;
using CustomerChat.ContactCenter;
using CustomerChat.Sandbox;
using Microsoft.Extensions.Options;

namespace CustomerChat.SelfHost.Pages;

/// <summary>The page at <c>/</c>: a shop with the widget, in which a developer can be a customer at once.</summary>
internal static class ShopPage
{
    public static void Map(WebApplication app)
    {
        // The widget's script sets its styles by a constructed style sheet, and puts this host's panel into a frame.
        const string policy = "default-src 'none'; script-src 'self'; style-src 'self'; frame-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        var centers = app.Services.GetRequiredService<IOptions<ContactCenterDirectoryOptions>>().Value.Centers.Keys;
        var contactCenterId = centers.FirstOrDefault(c => c == SandboxOptions.ContactCenterId) ?? centers.FirstOrDefault() ?? "";
        var html = Read("shop.html").Replace("{{contactCenterId}}", WebUtility.HtmlEncode(contactCenterId), StringComparison.Ordinal);
        var css = Read("shop.css");
        app.MapGet("/", (HttpResponse response) =>
        {
            response.Headers.ContentSecurityPolicy = policy;
            return TypedResults.Text(html, "text/html; charset=utf-8");
        });
        app.MapGet("/shop.css", () => TypedResults.Text(css, "text/css; charset=utf-8"));
    }

    private static string Read(string name)
    {
        using var stream = typeof(ShopPage).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
