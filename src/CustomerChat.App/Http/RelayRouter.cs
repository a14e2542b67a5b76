using CustomerChat.App.Api;
using CustomerChat.App.Ops;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.Logging;

namespace CustomerChat.App.Http;

/// <summary>
/// Finds the route of a request by ASP.NET Core's own precedence (a literal segment before a parameter, a parameter before a catch-all) and
/// runs it. Both hosts send every request here, so both answer alike: 404 for an unknown path, 405 with <c>Allow</c> for a method that the
/// path does not take.
/// </summary>
public sealed partial class RelayRouter(RelayApis apis, OperatorsAudit audit, StorageOutage outage, ILogger<RelayRouter> logger)
{
    private static readonly (TemplateMatcher Matcher, RelayRoute[] Routes)[] Table =
    [
        .. RelayRoutes.All.GroupBy(route => route.Template)
            .Select(group => (Template: TemplateParser.Parse(group.Key), Routes: group.ToArray()))
            .OrderBy(group => RoutePrecedence.ComputeInbound(group.Template))
            .Select(group => (new TemplateMatcher(group.Template, []), group.Routes)),
    ];

    /// <summary>Runs the route of a request.</summary>
    /// <param name="operatorName">
    /// The operator whose key or sign-in the host has checked; null = the request has neither. Without an operator every path below
    /// <c>api/ops</c> is answered with 401. A key in the URL (<c>?code=</c>) is refused, also a valid one.
    /// </param>
    public async Task<IResult> RunAsync(HttpRequest request, string? operatorName, CancellationToken cancellationToken)
    {
        var isOps = request.Path.StartsWithSegments("/" + Routes.Ops, StringComparison.OrdinalIgnoreCase);
        if (isOps)
        {
            if (request.Query.ContainsKey("code"))
            {
                return ApiError.KeyInUrl.ToResult();
            }

            if (operatorName is null)
            {
                return TypedResults.StatusCode(StatusCodes.Status401Unauthorized);
            }
        }

        if (Find(request.Path) is not var (routes, values))
        {
            return ApiError.UnknownRoute.ToResult();
        }

        var route = Array.Find(routes, r => r.Methods.Length == 0 || r.Methods.Contains(request.Method, StringComparer.OrdinalIgnoreCase));
        if (route is null)
        {
            var allow = string.Join(", ", routes.SelectMany(r => r.Methods));
            request.HttpContext.Response.Headers.Allow = allow;
            return ApiError.MethodNotAllowed(allow).ToResult();
        }

        try
        {
            if (isOps && operatorName is not null)
            {
                await audit.NoteAsync(operatorName, request.Method, route.Template, values.GetValueOrDefault("id"), request.Query["format"], cancellationToken);
            }

            return await route.Handle(apis, new RelayCall(request, values, cancellationToken));
        }
        catch (Exception e) when (!request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            var correlationId = Guid.NewGuid().ToString("N");
            if (!outage.Takes(e))
            {
                Log.Unforeseen(logger, route.Template, correlationId, e);
            }

            return ApiError.Unforeseen(correlationId).ToResult();
        }
    }

    internal static (RelayRoute[] Routes, IReadOnlyDictionary<string, string?> Values)? Find(PathString path)
    {
        foreach (var (matcher, routes) in Table)
        {
            var values = new RouteValueDictionary();
            if (matcher.TryMatch(path, values))
            {
                return (routes, values.ToDictionary(v => v.Key, v => v.Value as string, StringComparer.OrdinalIgnoreCase));
            }
        }

        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(343, LogLevel.Error, "{Route} failed, correlation {CorrelationId}.")]
        public static partial void Unforeseen(ILogger logger, string route, string correlationId, Exception exception);
    }
}
