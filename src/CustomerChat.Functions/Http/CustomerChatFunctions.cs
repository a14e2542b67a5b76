using CustomerChat.App.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace CustomerChat.Functions.Http;

/// <summary>
/// The Customer Chat API. Each trigger has its own name, for the portal and the metrics, and only some need the engine. The router finds the handler of a request.
/// The host goes through the functions in the order of their names, and takes the first one whose route matches. <c>SecureApi</c> matches everything, so its name
/// must come after the others.
/// </summary>
public sealed class CustomerChatFunctions(RelayRouter router)
{
    /// <summary>The two spellings of the collection below <c>api/v2/me</c>: <c>chat</c> and <c>chats</c>.</summary>
    private const string Mine = "api/v2/me/{chats:regex(^chats?$)}";

    [Function("OpenChat")]
    public Task<IResult> OpenAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = Routes.Chats)] HttpRequest request, [DurableClient] DurableTaskClient client, CancellationToken token) =>
        router.RunAsync(request, operatorName: null, token);

    [Function("OpenMyChat")]
    public Task<IResult> OpenMineAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = Mine)] HttpRequest request, [DurableClient] DurableTaskClient client, CancellationToken token) =>
        router.RunAsync(request, operatorName: null, token);

    [Function("PostToChat")]
    public Task<IResult> PostAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = Routes.ChatsId)] HttpRequest request, [DurableClient] DurableTaskClient client, CancellationToken token) =>
        router.RunAsync(request, operatorName: null, token);

    [Function("PostToMyChat")]
    public Task<IResult> PostToMineAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = Mine + "/{id}")] HttpRequest request, [DurableClient] DurableTaskClient client, CancellationToken token) =>
        router.RunAsync(request, operatorName: null, token);

    [Function("ReadMessages")]
    public Task<IResult> ReadAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = Routes.ChatsMessages)] HttpRequest request, CancellationToken token) =>
        router.RunAsync(request, operatorName: null, token);

    [Function("ReadMyMessages")]
    public Task<IResult> ReadMineAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = Mine + "/{id}/messages")] HttpRequest request, CancellationToken token) =>
        router.RunAsync(request, operatorName: null, token);

    [Function("SecureApi")]
    public Task<IResult> RefuseAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = Routes.SecureApi)] HttpRequest request, CancellationToken token) =>
        router.RunAsync(request, operatorName: null, token);
}
