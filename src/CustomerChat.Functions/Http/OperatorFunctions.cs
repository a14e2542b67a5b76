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
        if (!signedIn.IsOn || !request.Path.StartsWithSegments("/" + SignedInRoute, StringComparison.OrdinalIgnoreCase, out var rest))
        {
            return await router.RunAsync(request, operatorName: null, token);
        }

        var name = signedIn.NameOf(request);
        if (name is not null && !signedIn.IsOperator(request))
        {
            return ApiError.NotAnOperator.ToResult();
        }

        // Nobody has signed in: the router answers 401.
        request.Path = "/" + Routes.Ops + rest;
        return await router.RunAsync(request, name, token);
    }
}
