using CustomerChat.App.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace CustomerChat.Functions.Http;

/// <summary>The whole of Direct Line: tokens, conversations and activities.</summary>
public sealed class DirectLineFunctions(RelayRouter router)
{
    [Function("DirectLine")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = Routes.DirectLineOther)] HttpRequest request,
        [DurableClient] DurableTaskClient client, CancellationToken token) => router.RunAsync(request, operatorName: null, token);
}
