using CustomerChat.App.Channels;
using CustomerChat.App.Http;
using CustomerChat.Functions.Chats;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace CustomerChat.Functions.Channels;

/// <summary>Takes in a message by a signed webhook.</summary>
public sealed class WebhookChannel(ChannelApi api, DurableChatRuntime runtime)
{
    [Function("WebhookChannel")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Verbs.Get, Verbs.Post, Verbs.Put, Verbs.Patch, Verbs.Delete, Verbs.Head, Verbs.Options, Route = Routes.Webhook)]
        HttpRequest request, string account, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        runtime.With(client);
        return api.WebhookAsync(request, account, cancellationToken);
    }
}
