using CustomerChat.App.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace CustomerChat.Functions.Http;

/// <summary>The operators' API: the one trigger that wants a key of the Functions host, so the one that speaks for operators.</summary>
public sealed class OperatorFunctions(RelayRouter router)
{
    [Function("Operate")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, Route = Routes.Ops + "/{*path}")] HttpRequest request,
        [DurableClient] DurableTaskClient client, CancellationToken token) => router.RunAsync(request, OperatorOf(request), token);

    /// <summary>
    /// Who asks, for the audit log: where App Service's authentication is on it says who has signed in, and lets nobody else write that header. The host does not say whose
    /// key it has seen.
    /// </summary>
    private static string OperatorOf(HttpRequest request) =>
        "True".Equals(Environment.GetEnvironmentVariable("WEBSITE_AUTH_ENABLED"), StringComparison.OrdinalIgnoreCase)
        && request.Headers["X-MS-CLIENT-PRINCIPAL-NAME"] is [{ Length: > 0 } name]
            ? name
            : "function key";
}
