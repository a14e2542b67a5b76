using CustomerChat.ContactCenter;
using Microsoft.AspNetCore.Http;

namespace CustomerChat.App.Api;

/// <summary>
/// CORS by contact centre, with credentials. A preflight names the header ContactCenterId, not its value, so it is answered
/// for an origin on any centre's list; the request itself is held against its own centre's list.
/// </summary>
internal static class Cors
{
    /// <summary>What a page may send: the API's own headers, and those of Direct Line's clients.</summary>
    private const string Headers = "Content-Type, Accept, Origin, X-Requested-With, ContactCenterId";
    private const string DirectLineHeaders = Headers + ", Authorization, x-ms-bot-agent";

    private const string Methods = "GET, POST, OPTIONS";

    /// <summary>Browsers keep a preflight's answer for this long, in seconds.</summary>
    private const string MaxAge = "600";

    /// <summary>Marks an answer for the page that asked, if it may see it.</summary>
    public static void Mark(HttpRequest request, ContactCenterDirectory centers, string? contactCenterId)
    {
        var response = request.HttpContext.Response;
        response.Headers.Vary = "Origin";
        if (request.Headers.Origin is [{ Length: > 0 and < 300 } origin] && centers.Allows(contactCenterId, origin))
        {
            response.Headers.AccessControlAllowOrigin = origin;
            response.Headers.AccessControlAllowCredentials = "true";
            response.Headers.AccessControlExposeHeaders = "Retry-After";
        }
    }

    public static IResult Preflight(HttpRequest request, ContactCenterDirectory centers, string allow, bool directLine = false)
    {
        Mark(request, centers, null);
        var response = request.HttpContext.Response;
        response.Headers.Allow = allow;
        if (!string.IsNullOrEmpty(response.Headers.AccessControlAllowOrigin))
        {
            response.Headers.AccessControlAllowMethods = Methods;
            response.Headers.AccessControlAllowHeaders = directLine ? DirectLineHeaders : Headers;
            response.Headers.AccessControlMaxAge = MaxAge;
        }

        return TypedResults.NoContent();
    }
}
