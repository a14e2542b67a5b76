using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace CustomerChat.Sandbox.Http;

/// <summary>
/// The gateway in front of a contact centre. If an <c>apikey</c> is configured, customers' calls must carry it. The gateway also repairs doubled slashes.
/// </summary>
internal static class Gateway
{
    private static readonly string[] Customers = ["/api/v2/chats", "/api/v2/me/chat", "/genesys", "/v3/directline"];

    public static void Use(WebApplication app)
    {
        var key = app.Services.GetRequiredService<IOptions<SandboxOptions>>();
        app.Use((context, next) =>
        {
            var path = context.Request.Path.Value ?? "";
            while (path.Contains("//", StringComparison.Ordinal))
            {
                path = path.Replace("//", "/", StringComparison.Ordinal);
            }

            context.Request.Path = path;
            return key.Value.ApiKey is { Length: > 0 } expected && Customers.Any(c => context.Request.Path.StartsWithSegments(c, StringComparison.OrdinalIgnoreCase)) && !IsRight(context.Request, expected)
                ? TypedResults.Json(new { fault = new { faultstring = "Invalid ApiKey" } }, statusCode: 401).ExecuteAsync(context)
                : next(context);
        });
        app.UseRouting();
    }

    private static bool IsRight(HttpRequest request, string expected) =>
        request.Headers["apikey"] is [{ } given] && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));
}
