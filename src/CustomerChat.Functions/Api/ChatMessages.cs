using CustomerChat.App.Api;
using CustomerChat.App.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CustomerChat.Functions.Api;

/// <summary><c>{chats}/{id}/messages</c> in its three spellings: GetMessages, and the preflight.</summary>
public sealed class ChatMessages(CustomerChatApi api)
{
    [Function("ChatMessages")]
    public Task<IResult> ByChatsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Verbs.Get, Verbs.Post, Verbs.Put, Verbs.Patch, Verbs.Delete, Verbs.Head, Verbs.Options, Route = Routes.ChatsMessages)]
        HttpRequest request, string id, CancellationToken cancellationToken) =>
        api.MessagesAsync(request, id, cancellationToken);

    [Function("ChatMessagesByMeChat")]
    public Task<IResult> ByMeChatAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Verbs.Get, Verbs.Post, Verbs.Put, Verbs.Patch, Verbs.Delete, Verbs.Head, Verbs.Options, Route = Routes.MeChatMessages)]
        HttpRequest request, string id, CancellationToken cancellationToken) =>
        api.MessagesAsync(request, id, cancellationToken);

    [Function("ChatMessagesByMeChats")]
    public Task<IResult> ByMeChatsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Verbs.Get, Verbs.Post, Verbs.Put, Verbs.Patch, Verbs.Delete, Verbs.Head, Verbs.Options, Route = Routes.MeChatsMessages)]
        HttpRequest request, string id, CancellationToken cancellationToken) =>
        api.MessagesAsync(request, id, cancellationToken);
}
