using System.Globalization;
using System.Text.Json.Nodes;
using CustomerChat.Sandbox.Chats;

namespace CustomerChat.Sandbox.Http;

/// <summary>The sandbox's Customer Chat API, at both paths that the API's documentation uses.</summary>
internal sealed class CustomerEndpoints(SandboxContactCenter center, FaultRunner faults)
{
    public static void Map(WebApplication app)
    {
        foreach (var collection in new[] { "/api/v2/chats", "/api/v2/me/chat" })
        {
            app.MapPost(collection, (HttpRequest request, CustomerEndpoints api) => api.RequestChatAsync(request, collection));
            app.MapGet(collection + "/{id}", (HttpRequest request, string id, CustomerEndpoints api) =>
                api.RunAsync(request, "GetChat", id, chat => Replies.CustomersChat(chat)));
            app.MapPost(collection + "/{id}", (HttpRequest request, string id, CustomerEndpoints api) => api.OperateAsync(request, id));
            app.MapGet(collection + "/{id}/messages", (HttpRequest request, string id, CustomerEndpoints api) =>
                api.RunAsync(request, "GetMessages", id, chat => Replies.CustomersMessages(
                    long.TryParse(request.Query["index"], CultureInfo.InvariantCulture, out var index)
                        ? chat.Messages(index, forAgents: false)
                        : chat.NextMessages())));
        }
    }

    private async Task<IResult> RequestChatAsync(HttpRequest request, string collection)
    {
        var (body, failure) = await BodyAsync(request);
        if (failure is not null || body is null)
        {
            return Replies.From(failure);
        }

        return await faults.RunAsync(request.HttpContext, "RequestChat", _ =>
        {
            var (nickname, subject) = (Json.Text(body, "nickname"), Json.Text(body, "subject"));
            if (nickname is null || subject is null)
            {
                return Replies.From(ChatFailure.Missing(nickname is null ? "nickname" : "subject"));
            }

            var chat = center.Open(nickname, subject, Json.Text(body, "endpoint"), Json.Map(body, "userData") ?? []);
            return TypedResults.Json(new { id = chat.Id, statusCode = 0, path = $"{collection}/{chat.Id}" });
        });
    }

    private async Task<IResult> OperateAsync(HttpRequest request, string id)
    {
        var (body, failure) = await BodyAsync(request);
        if (failure is not null || body is null)
        {
            return Replies.From(failure);
        }

        var operation = Json.Text(body, "operationName");
        var text = Json.Text(body, "text");
        return await RunAsync(request, operation ?? "", id, chat => Replies.From(operation switch
        {
            "SendMessage" => text is null ? ChatFailure.Missing("text") : chat.CustomerSays("Text", text),
            "SendStartTypingNotification" => chat.CustomerSays("TypingStarted"),
            "SendStopTypingNotification" => chat.CustomerSays("TypingStopped"),
            "Complete" => chat.CustomerLeaves(),
            null => ChatFailure.Missing("operationName"),
            _ => ChatFailure.UnknownOperation,
        }));
    }

    private async Task<IResult> RunAsync(HttpRequest request, string operation, string id, Func<SandboxChat, IResult> run)
    {
        if (Refusal(request) is { } refusal)
        {
            return Replies.From(refusal);
        }

        return await faults.RunAsync(request.HttpContext, operation, _ =>
        {
            if (center.Find(id) is not { } chat)
            {
                return faults.Plan.Take(Fault.OfUnknownChat) is { Status: { } status } other
                    ? TypedResults.Text(other.Body ?? "Unknown chat.", "text/plain", statusCode: status)
                    : Replies.From(ChatFailure.NotFound);
            }

            center.CustomerSeen(chat);
            return run(chat);
        });
    }

    private static async Task<(JsonObject? Body, ChatFailure? Failure)> BodyAsync(HttpRequest request) =>
        Refusal(request) is { } refusal ? (null, refusal) : await Json.ReadAsync(request);

    private static ChatFailure? Refusal(HttpRequest request) =>
        request.Headers.ContainsKey("Authorization") ? new ChatFailure(403, 3, "Customers' requests carry no Authorization header.")
        : request.Headers["ContactCenterId"] is not [{ Length: > 0 } id] ? new ChatFailure(400, 1, "The header ContactCenterId is missing.")
        : id != SandboxOptions.ContactCenterId ? new ChatFailure(404, 6, "There is no contact centre with this ContactCenterId.")
        : null;
}
