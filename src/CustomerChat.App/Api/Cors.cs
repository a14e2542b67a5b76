using CustomerChat.ContactCenter;
using Microsoft.AspNetCore.Http;

namespace CustomerChat.App.Api;

/// <summary>
/// CORS for each contact centre, with credentials. A preflight names the header ContactCenterId but not its value. So the relay accepts a
/// preflight from an origin that any centre allows. It checks the request itself against the list of the request's own centre.
/// </summary>
internal static class Cors
{
    /// <summary>The headers that a page may send: the API's own. <c>DirectLineHeaders</c> adds those of Direct Line's clients.</summary>
    private const string Headers = "Content-Type, Accept, Origin, X-Requested-With, ContactCenterId";
    private const string DirectLineHeaders = Headers + ", Authorization, x-ms-bot-agent";

    private const string Methods = "GET, POST, OPTIONS";

    /// <summary>How long browsers keep a preflight's answer, in seconds.</summary>
    private const string MaxAge = "600";

    /// <summary>Adds the headers by which a browser lets the page read the answer, if the page's origin is allowed.</summary>
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
