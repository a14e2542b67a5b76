using System.Security.Cryptography;
using System.Text;

namespace CustomerChat.SelfHost;

/// <summary>
/// Operators' routes ask for the header <c>x-functions-key</c> with the setting <c>Ops:Key</c>, as the Functions host does with
/// its own keys. Without the setting they are off.
/// </summary>
internal sealed class OpsKeyFilter(IConfiguration configuration) : IEndpointFilter
{
    public const string Header = "x-functions-key";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var key = configuration["Ops:Key"];
        var given = context.HttpContext.Request.Headers[Header] is [{ } value] ? value : "";
        return string.IsNullOrEmpty(key) || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(given))
            ? TypedResults.StatusCode(401)
            : await next(context);
    }
}
