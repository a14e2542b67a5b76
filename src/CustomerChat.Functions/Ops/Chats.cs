using CustomerChat.App.Http;
using CustomerChat.App.Ops;
using CustomerChat.Functions.Chats;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace CustomerChat.Functions.Ops;

/// <summary>Chats for operators: with a key of the Functions host.</summary>
public sealed class Chats(OpsApi api, DurableChatRuntime runtime)
{
    [Function("OpsChats")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, Verbs.Get, Route = Routes.OpsChats)] HttpRequest request,
        [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        runtime.With(client);
        return api.ListAsync(request, cancellationToken);
    }

    [Function("OpsChat")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, Verbs.Get, Route = Routes.OpsChat)] HttpRequest request,
        string id, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        runtime.With(client);
        return api.GetAsync(id, cancellationToken);
    }

    [Function("OpsChatErase")]
    public Task<IResult> EraseAsync(
        [HttpTrigger(AuthorizationLevel.Function, Verbs.Delete, Route = Routes.OpsChat)] HttpRequest request,
        string id, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        runtime.With(client);
        return api.EraseAsync(id, cancellationToken);
    }

    [Function("OpsTranscript")]
    public Task<IResult> TranscriptAsync(
        [HttpTrigger(AuthorizationLevel.Function, Verbs.Get, Route = Routes.OpsTranscript)] HttpRequest request,
        string id, CancellationToken cancellationToken) =>
        api.TranscriptAsync(request, id, cancellationToken);

    [Function("OpsEnd")]
    public Task<IResult> EndAsync(
        [HttpTrigger(AuthorizationLevel.Function, Verbs.Post, Route = Routes.OpsEnd)] HttpRequest request,
        string id, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        runtime.With(client);
        return api.EndAsync(id, cancellationToken);
    }

    [Function("OpsFind")]
    public Task<IResult> FindAsync(
        [HttpTrigger(AuthorizationLevel.Function, Verbs.Post, Route = Routes.OpsFind)] HttpRequest request,
        [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        runtime.With(client);
        return api.FindAsync(request, cancellationToken);
    }

    [Function("OpsErase")]
    public Task<IResult> ErasePersonAsync(
        [HttpTrigger(AuthorizationLevel.Function, Verbs.Post, Route = Routes.OpsErase)] HttpRequest request,
        [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        runtime.With(client);
        return api.EraseAsync(request, cancellationToken);
    }
}
