using CustomerChat.App.DirectLine;
using CustomerChat.App.Http;
using CustomerChat.Functions.Chats;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace CustomerChat.Functions.DirectLine;

/// <summary>Direct Line's conversations: opened, and found again.</summary>
public sealed class Conversations(DirectLineApi api, DurableChatRuntime runtime)
{
    [Function("DirectLineConversations")]
    public Task<IResult> OpenAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Verbs.Get, Verbs.Post, Verbs.Put, Verbs.Patch, Verbs.Delete, Verbs.Head, Verbs.Options, Route = Routes.DirectLineConversations)]
        HttpRequest request, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        runtime.With(client);
        return api.ConversationsAsync(request, cancellationToken);
    }

    [Function("DirectLineConversation")]
    public Task<IResult> ReconnectAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Verbs.Get, Verbs.Post, Verbs.Put, Verbs.Patch, Verbs.Delete, Verbs.Head, Verbs.Options, Route = Routes.DirectLineConversation)]
        HttpRequest request, string id, CancellationToken cancellationToken) =>
        api.ConversationAsync(request, id, cancellationToken);
}
