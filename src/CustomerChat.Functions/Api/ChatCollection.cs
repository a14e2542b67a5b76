using CustomerChat.App.Api;
using CustomerChat.App.Http;
using CustomerChat.Functions.Chats;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace CustomerChat.Functions.Api;

/// <summary><c>{chats}</c> in its three spellings: RequestChat, and the preflight.</summary>
public sealed class ChatCollection(CustomerChatApi api, DurableChatRuntime runtime)
{
    [Function("ChatCollection")]
    public Task<IResult> ByChatsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Verbs.Get, Verbs.Post, Verbs.Put, Verbs.Patch, Verbs.Delete, Verbs.Head, Verbs.Options, Route = Routes.Chats)]
        HttpRequest request, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        RunAsync(request, client, cancellationToken);

    [Function("ChatCollectionByMeChat")]
    public Task<IResult> ByMeChatAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Verbs.Get, Verbs.Post, Verbs.Put, Verbs.Patch, Verbs.Delete, Verbs.Head, Verbs.Options, Route = Routes.MeChat)]
        HttpRequest request, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        RunAsync(request, client, cancellationToken);

    [Function("ChatCollectionByMeChats")]
    public Task<IResult> ByMeChatsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Verbs.Get, Verbs.Post, Verbs.Put, Verbs.Patch, Verbs.Delete, Verbs.Head, Verbs.Options, Route = Routes.MeChats)]
        HttpRequest request, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        RunAsync(request, client, cancellationToken);

    private Task<IResult> RunAsync(HttpRequest request, DurableTaskClient client, CancellationToken cancellationToken)
    {
        runtime.With(client);
        return api.CollectionAsync(request, cancellationToken);
    }
}
