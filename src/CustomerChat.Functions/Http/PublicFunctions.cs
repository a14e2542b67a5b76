using CustomerChat.App.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CustomerChat.Functions.Http;

/// <summary>The public pages, the health probes, the OpenAPI document, and the answer to unknown paths.</summary>
public sealed class PublicFunctions(RelayRouter router)
{
    [Function("Availability")]
    public Task<IResult> AvailabilityAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = Routes.Availability)] HttpRequest request, CancellationToken token) =>
        router.RunAsync(request, operatorName: null, token);

    [Function("Files")]
    public Task<IResult> FilesAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = Routes.Files)] HttpRequest request, CancellationToken token) =>
        router.RunAsync(request, operatorName: null, token);

    [Function("Health")]
    public Task<IResult> HealthAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = "api/health/{probe}")] HttpRequest request, CancellationToken token) =>
        router.RunAsync(request, operatorName: null, token);

    [Function("OpenApi")]
    public Task<IResult> OpenApiAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = Routes.OpenApi)] HttpRequest request, CancellationToken token) =>
        router.RunAsync(request, operatorName: null, token);

    [Function("OperatorsPage")]
    public Task<IResult> OperatorsPageAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = Routes.OpsFiles)] HttpRequest request, CancellationToken token) =>
        router.RunAsync(request, operatorName: null, token);

    [Function("WidgetFiles")]
    public Task<IResult> WidgetFilesAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = Routes.WidgetFiles)] HttpRequest request, CancellationToken token) =>
        router.RunAsync(request, operatorName: null, token);

    [Function("WidgetScript")]
    public Task<IResult> WidgetScriptAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = Routes.WidgetScript)] HttpRequest request, CancellationToken token) =>
        router.RunAsync(request, operatorName: null, token);

    /// <summary>
    /// Answers all other paths, also <c>/</c>. Without this function, the host answers an unknown path with an empty 404. The host takes the first function, by
    /// name, whose route matches, so this name must be the last of all.
    /// </summary>
    [Function("WrongRoute")]
    public Task<IResult> WrongRouteAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = "{*path}")] HttpRequest request, CancellationToken token) =>
        router.RunAsync(request, operatorName: null, token);
}
