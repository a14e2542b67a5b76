using CustomerChat.App.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace CustomerChat.Functions.Http;

/// <summary>The webhooks of all channels: for messages, and for delivery reports.</summary>
public sealed class ChannelFunctions(RelayRouter router)
{
    [Function("ReceiveFromChannel")]
    public Task<IResult> ReceiveAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "api/channels/{channel}/{account}")] HttpRequest request,
        [DurableClient] DurableTaskClient client, CancellationToken token) => router.RunAsync(request, operatorName: null, token);

    [Function("ReportFromChannel")]
    public Task<IResult> ReportAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "api/channels/{channel}/{account}/status")] HttpRequest request,
        [DurableClient] DurableTaskClient client, CancellationToken token) => router.RunAsync(request, operatorName: null, token);
}
