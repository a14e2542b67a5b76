using CustomerChat.App.Http;
using CustomerChat.App.Ops;
using CustomerChat.Functions.Chats;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace CustomerChat.Functions.Ops;

/// <summary>Dead letters, listed and replayed: with a key of the Functions host.</summary>
public sealed class DeadLetters(DeadLetterApi api, DurableChatRuntime runtime)
{
    [Function("DeadLetters")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, Verbs.Get, Route = Routes.DeadLetters)] HttpRequest request,
        CancellationToken cancellationToken) => api.ListAsync(cancellationToken);

    [Function("DeadLetterReplay")]
    public Task<IResult> ReplayAsync(
        [HttpTrigger(AuthorizationLevel.Function, Verbs.Post, Route = Routes.DeadLetterReplay)] HttpRequest request,
        string id, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        runtime.With(client);
        return api.ReplayAsync(id, cancellationToken);
    }
}
