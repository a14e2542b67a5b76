using CustomerChat.App.Http;
using CustomerChat.App.Ops;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CustomerChat.Functions.Ops;

/// <summary>Who takes messages, listed and corrected: with a key of the Functions host.</summary>
public sealed class Consents(ConsentApi api)
{
    [Function("Consents")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, Verbs.Get, Route = Routes.Consents)] HttpRequest request,
        CancellationToken cancellationToken) => api.ListAsync(request, cancellationToken);

    [Function("ConsentCorrect")]
    public Task<IResult> CorrectAsync(
        [HttpTrigger(AuthorizationLevel.Function, Verbs.Post, Route = Routes.Consents)] HttpRequest request,
        CancellationToken cancellationToken) => api.CorrectAsync(request, cancellationToken);
}
