using CustomerChat.App.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace CustomerChat.Functions.Http;

/// <summary>The operators' API. This is the only trigger that needs a key of the Functions host, so only its requests are made in the name of an operator.</summary>
public sealed class OperatorFunctions(RelayRouter router)
{
    [Function("Operate")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, Route = Routes.Ops + "/{*path}")] HttpRequest request,
        [DurableClient] DurableTaskClient client, CancellationToken token) => router.RunAsync(request, OperatorOf(request), token);

    /// <summary>
    /// The name of the caller, for the audit log. When App Service authentication is on, it writes the name of the signed-in user into the header, and a caller can't
    /// set that header. Without it, the name is not known: the host does not say whose key the caller used.
    /// </summary>
    private static string OperatorOf(HttpRequest request) =>
        "True".Equals(Environment.GetEnvironmentVariable("WEBSITE_AUTH_ENABLED"), StringComparison.OrdinalIgnoreCase)
        && request.Headers["X-MS-CLIENT-PRINCIPAL-NAME"] is [{ Length: > 0 } name]
            ? name
            : "function key";
}
