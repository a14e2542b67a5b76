using CustomerChat.App.Channels;
using CustomerChat.App.Http;
using CustomerChat.Functions.Chats;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace CustomerChat.Functions.Channels;

/// <summary>Takes in verification, messages and reports by Messenger.</summary>
public sealed class MessengerChannel(ChannelApi api, DurableChatRuntime runtime)
{
    [Function("MessengerChannel")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Verbs.Get, Verbs.Post, Verbs.Put, Verbs.Patch, Verbs.Delete, Verbs.Head, Verbs.Options, Route = Routes.Messenger)]
        HttpRequest request, string account, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        runtime.With(client);
        return api.MessengerAsync(request, account, cancellationToken);
    }
}
