using CustomerChat.App.Api;
using CustomerChat.App.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CustomerChat.Functions.Api;

/// <summary>The guard on every other path of the API.</summary>
public sealed class SecureApi(CustomerChatApi api)
{
    [Function(nameof(SecureApi))]
    public IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, Verbs.Get, Verbs.Post, Verbs.Put, Verbs.Patch, Verbs.Delete, Verbs.Head, Verbs.Options, Route = Routes.SecureApi)]
        HttpRequest request) => api.SecureApi(request);
}
