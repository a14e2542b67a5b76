using CustomerChat.App.Http;
using CustomerChat.App.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CustomerChat.Functions.Pages;

/// <summary>The operators' page. It holds no data, so it needs no key; what it asks for does.</summary>
public sealed class Operators
{
    [Function("OperatorsPage")]
    public static IResult Files([HttpTrigger(AuthorizationLevel.Anonymous, Verbs.Get, Route = Routes.OpsFiles)] HttpRequest request, string? path) =>
        PageApi.Ops(request, path);
}
