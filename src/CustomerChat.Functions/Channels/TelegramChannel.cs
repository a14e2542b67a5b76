using CustomerChat.App.Channels;
using CustomerChat.App.Http;
using CustomerChat.Functions.Chats;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace CustomerChat.Functions.Channels;

/// <summary>Takes in an update by Telegram.</summary>
public sealed class TelegramChannel(ChannelApi api, DurableChatRuntime runtime)
{
    [Function("TelegramChannel")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Verbs.Get, Verbs.Post, Verbs.Put, Verbs.Patch, Verbs.Delete, Verbs.Head, Verbs.Options, Route = Routes.Telegram)]
        HttpRequest request, string account, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        runtime.With(client);
        return api.TelegramAsync(request, account, cancellationToken);
    }
}
