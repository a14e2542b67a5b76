using CustomerChat.App.Http;
using CustomerChat.App.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CustomerChat.Functions.Api;

/// <summary>For probes and clients: live, ready, and the API's document.</summary>
public sealed class Health(HealthApi api)
{
    [Function("HealthLive")]
    public static IResult Live([HttpTrigger(AuthorizationLevel.Anonymous, Verbs.Get, Route = Routes.HealthLive)] HttpRequest request) => HealthApi.Live();

    [Function("OpenApi")]
    public static IResult OpenApi([HttpTrigger(AuthorizationLevel.Anonymous, Verbs.Get, Route = Routes.OpenApi)] HttpRequest request) => OpenApiApi.Get();

    [Function("HealthReady")]
    public Task<IResult> ReadyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Verbs.Get, Route = Routes.HealthReady)] HttpRequest request,
        CancellationToken cancellationToken) => api.ReadyAsync(cancellationToken);
}
