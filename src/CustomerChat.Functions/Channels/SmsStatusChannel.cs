using CustomerChat.App.Channels;
using CustomerChat.App.Http;
using CustomerChat.Functions.Chats;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace CustomerChat.Functions.Channels;

/// <summary>Takes in a delivery report by Twilio.</summary>
public sealed class SmsStatusChannel(ChannelApi api, DurableChatRuntime runtime)
{
    [Function("SmsStatusChannel")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Verbs.Get, Verbs.Post, Verbs.Put, Verbs.Patch, Verbs.Delete, Verbs.Head, Verbs.Options, Route = Routes.SmsStatus)]
        HttpRequest request, string account, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        runtime.With(client);
        return api.SmsStatusAsync(request, account, cancellationToken);
    }
}
