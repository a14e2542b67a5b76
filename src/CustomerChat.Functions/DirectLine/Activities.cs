using CustomerChat.App.DirectLine;
using CustomerChat.App.Http;
using CustomerChat.Functions.Chats;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace CustomerChat.Functions.DirectLine;

/// <summary>Direct Line's activities, both ways; files are not taken.</summary>
public sealed class Activities(DirectLineApi api, DurableChatRuntime runtime)
{
    [Function("DirectLineActivities")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Verbs.Get, Verbs.Post, Verbs.Put, Verbs.Patch, Verbs.Delete, Verbs.Head, Verbs.Options, Route = Routes.DirectLineActivities)]
        HttpRequest request, string id, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        runtime.With(client);
        return api.ActivitiesAsync(request, id, cancellationToken);
    }

    [Function("DirectLineUpload")]
    public Task<IResult> UploadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Verbs.Get, Verbs.Post, Verbs.Put, Verbs.Patch, Verbs.Delete, Verbs.Head, Verbs.Options, Route = Routes.DirectLineUpload)]
        HttpRequest request, string id, CancellationToken cancellationToken) =>
        api.UploadAsync(request, id, cancellationToken);
}
