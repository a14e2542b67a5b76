using CustomerChat.App.DirectLine;
using CustomerChat.App.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CustomerChat.Functions.DirectLine;

/// <summary>Direct Line's tokens: made and refreshed.</summary>
public sealed class Tokens(DirectLineApi api)
{
    [Function("DirectLineGenerate")]
    public Task<IResult> GenerateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Verbs.Get, Verbs.Post, Verbs.Put, Verbs.Patch, Verbs.Delete, Verbs.Head, Verbs.Options, Route = Routes.DirectLineGenerate)]
        HttpRequest request, CancellationToken cancellationToken) =>
        api.GenerateAsync(request, cancellationToken);

    [Function("DirectLineRefresh")]
    public Task<IResult> RefreshAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Verbs.Get, Verbs.Post, Verbs.Put, Verbs.Patch, Verbs.Delete, Verbs.Head, Verbs.Options, Route = Routes.DirectLineRefresh)]
        HttpRequest request, CancellationToken cancellationToken) =>
        api.RefreshAsync(request, cancellationToken);
}
