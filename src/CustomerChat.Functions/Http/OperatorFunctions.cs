using CustomerChat.App.Api;
using CustomerChat.App.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace CustomerChat.Functions.Http;

/// <summary>The operators' API, for operators with a key of the Functions host and for operators who have signed in. No other trigger makes requests in an operator's name.</summary>
public sealed class OperatorFunctions(RelayRouter router, SignedInOperators signedIn)
{
    /// <summary>The operators' routes for operators who have signed in. The host wants no key here; its keys guard <see cref="Routes.Ops"/>.</summary>
    public const string SignedInRoute = "api/signed-in/ops";

    [Function("Operate")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, Route = Routes.Ops + "/{*path}")] HttpRequest request,
        [DurableClient] DurableTaskClient client, CancellationToken token) =>
        // The host does not say whose key the caller used.
        router.RunAsync(request, signedIn.NameOf(request) ?? "function key", token);

    [Function("OperateSignedIn")]
    public async Task<IResult> RunSignedInAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = SignedInRoute + "/{*path}")] HttpRequest request,
        [DurableClient] DurableTaskClient client, CancellationToken token)
    {
        if (signedIn.IsOn && request.Path.StartsWithSegments("/" + SignedInRoute, StringComparison.OrdinalIgnoreCase, out var rest))
        {
            if (signedIn.NameOf(request) is { } name && !signedIn.IsOperator(request))
            {
                return ApiError.NotAnOperator.ToResult();
            }

            request.Path = "/" + Routes.Ops + rest;
        }

        // Without a name: 401 below the operators' path, and 404 where signing in is off.
        return await router.RunAsync(request, signedIn.IsOperator(request) ? signedIn.NameOf(request) : null, token);
    }
}
