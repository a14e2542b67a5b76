using CustomerChat.App.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CustomerChat.Functions.Api;

/// <summary>For probes: live and ready.</summary>
public sealed class Health(HealthApi api)
{
    [Function("HealthLive")]
    public static IResult Live([HttpTrigger(AuthorizationLevel.Anonymous, Verbs.Get, Route = Routes.HealthLive)] HttpRequest request) => HealthApi.Live();

    [Function("HealthReady")]
    public Task<IResult> ReadyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Verbs.Get, Route = Routes.HealthReady)] HttpRequest request,
        CancellationToken cancellationToken) => api.ReadyAsync(cancellationToken);
}
