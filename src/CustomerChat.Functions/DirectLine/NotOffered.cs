using CustomerChat.App.DirectLine;
using CustomerChat.App.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CustomerChat.Functions.DirectLine;

/// <summary>What Direct Line has and the relay has not.</summary>
public sealed class NotOffered(DirectLineApi api)
{
    [Function("DirectLineOther")]
    public IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, Verbs.Get, Verbs.Post, Verbs.Put, Verbs.Patch, Verbs.Delete, Verbs.Head, Verbs.Options, Route = Routes.DirectLineOther)]
        HttpRequest request) => api.Other(request);
}
