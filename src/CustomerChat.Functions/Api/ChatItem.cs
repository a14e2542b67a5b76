using CustomerChat.App.Api;
using CustomerChat.App.Http;
using CustomerChat.Functions.Chats;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace CustomerChat.Functions.Api;

/// <summary><c>{chats}/{id}</c> in its three spellings: GetChat, SendMessage, typing, Complete, and the preflight.</summary>
public sealed class ChatItem(CustomerChatApi api, DurableChatRuntime runtime)
{
    [Function("ChatItem")]
    public Task<IResult> ByChatsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Verbs.Get, Verbs.Post, Verbs.Put, Verbs.Patch, Verbs.Delete, Verbs.Head, Verbs.Options, Route = Routes.ChatsId)]
        HttpRequest request, string id, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        RunAsync(request, id, client, cancellationToken);

    [Function("ChatItemByMeChat")]
    public Task<IResult> ByMeChatAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Verbs.Get, Verbs.Post, Verbs.Put, Verbs.Patch, Verbs.Delete, Verbs.Head, Verbs.Options, Route = Routes.MeChatId)]
        HttpRequest request, string id, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        RunAsync(request, id, client, cancellationToken);

    [Function("ChatItemByMeChats")]
    public Task<IResult> ByMeChatsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Verbs.Get, Verbs.Post, Verbs.Put, Verbs.Patch, Verbs.Delete, Verbs.Head, Verbs.Options, Route = Routes.MeChatsId)]
        HttpRequest request, string id, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        RunAsync(request, id, client, cancellationToken);

    private Task<IResult> RunAsync(HttpRequest request, string id, DurableTaskClient client, CancellationToken cancellationToken)
    {
        runtime.With(client);
        return api.ChatAsync(request, id, cancellationToken);
    }
}
