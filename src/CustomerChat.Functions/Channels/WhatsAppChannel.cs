using CustomerChat.App.Channels;
using CustomerChat.App.Http;
using CustomerChat.Functions.Chats;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace CustomerChat.Functions.Channels;

/// <summary>Takes in verification, messages and reports by the WhatsApp Cloud API.</summary>
public sealed class WhatsAppChannel(ChannelApi api, DurableChatRuntime runtime)
{
    [Function("WhatsAppChannel")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Verbs.Get, Verbs.Post, Verbs.Put, Verbs.Patch, Verbs.Delete, Verbs.Head, Verbs.Options, Route = Routes.WhatsApp)]
        HttpRequest request, string account, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        runtime.With(client);
        return api.WhatsAppAsync(request, account, cancellationToken);
    }
}
