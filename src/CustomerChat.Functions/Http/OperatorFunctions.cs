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
        [DurableClient] DurableTaskClient client, CancellationToken token) => router.RunAsync(request, isOperator: true, token);
}
