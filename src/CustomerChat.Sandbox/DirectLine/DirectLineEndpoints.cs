using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerChat.Sandbox.Chats;
using CustomerChat.Sandbox.Http;
using Microsoft.Extensions.Options;

namespace CustomerChat.Sandbox.DirectLine;

/// <summary>Bot Framework Direct Line 3.0: tokens, conversations and their activities.</summary>
internal sealed class DirectLineEndpoints(
    DirectLineTokens tokens, DirectLineConversations conversations, SandboxFiles files, FaultRunner faults, IOptions<SandboxOptions> options)
{
    /// <summary>The most characters that an activity may have.</summary>
    private const int MaxActivity = 256 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static void Map(WebApplication app)
    {
        var api = app.MapGroup("/v3/directline").RequireCors(p => p.AllowAnyOrigin().AllowAnyMethod().AllowAnyHeader());
        api.MapPost("/tokens/generate", (HttpRequest request, DirectLineEndpoints api) => api.GenerateAsync(request));
        api.MapPost("/tokens/refresh", (HttpRequest request, DirectLineEndpoints api) => api.RunAsync(request, "refreshToken", null, (token, _) => api.Refresh(token)));
        api.MapPost("/conversations", (HttpRequest request, DirectLineEndpoints api) => api.StartAsync(request));
        api.MapGet("/conversations/{id}", (HttpRequest request, string id, DirectLineEndpoints api) =>
            api.RunAsync(request, "reconnect", id, (token, _) => api.In(id, conversation => api.Reconnect(request, token, conversation))));
        api.MapGet("/conversations/{id}/activities", (HttpRequest request, string id, DirectLineEndpoints api) =>
            api.RunAsync(request, "getActivities", id, (_, fault) => api.In(id, conversation => api.Read(request, conversation, fault?.Kind))));
        api.MapPost("/conversations/{id}/activities", (HttpRequest request, string id, DirectLineEndpoints api) => api.PostAsync(request, id));
        api.MapPost("/conversations/{id}/upload", (HttpRequest request, string id, DirectLineEndpoints api) => api.UploadAsync(request, id));

        // For tests: adds an activity of the other side, unchanged. The desk and the bot need not be able to say it.
        app.MapPost("/sandbox/directline/{id}/activities", async (HttpRequest request, string id, DirectLineConversations conversations) =>
            (await BodyAsync(request)).Body is not { } activity ? DirectLineError.Bad("The body is not a JSON object.")
            : conversations.Find(id) is { } conversation ? TypedResults.Json(new { id = conversation.Append(activity) })
            : (IResult)DirectLineError.Unknown);
    }

    private async Task<IResult> GenerateAsync(HttpRequest request)
    {
        var (body, error) = await BodyAsync(request);
        return await RunAsync(request, "generateToken", null, (bearer, _) =>
        {
            var user = User(body);
            return bearer.ConversationId is not null ? new DirectLineError(403, "BadArgument", "A token is generated with the secret.")
                : error is not null ? error
                : body?["user"] is not null && user?.Id.StartsWith("dl_", StringComparison.Ordinal) != true ? DirectLineError.Bad("The user's id must start with dl_.")
                : Given(new DirectLineToken(bearer.ForBot, Guid.NewGuid().ToString("D"), MaySend: false, user));
        });
    }

    /// <summary>Gives a new token for a valid one. The new token has the same rights.</summary>
    private IResult Refresh(DirectLineToken token) =>
        token.ConversationId is null ? new DirectLineError(403, "BadArgument", "A secret is not refreshed.") : Given(token);

    private IResult Given(DirectLineToken token) =>
        TypedResults.Json(new { conversationId = token.ConversationId, token = tokens.New(token), expires_in = tokens.LifeSeconds });

    /// <summary>Starts a conversation. A token names its own conversation, which may have been started before.</summary>
    private async Task<IResult> StartAsync(HttpRequest request)
    {
        var (body, error) = await BodyAsync(request);
        return await RunAsync(request, "startConversation", null, (bearer, fault) =>
        {
            if (error is not null)
            {
                return error;
            }

            var user = bearer.User ?? User(body);
            var token = bearer with { ConversationId = bearer.ConversationId ?? Guid.NewGuid().ToString("D"), MaySend = true, User = user };
            var (conversation, isNew) = conversations.Start(token.ConversationId, token.ForBot, user, $"{request.Scheme}://{request.Host}");
            var connection = Connection(request, token, conversation);
            connection["expires_in"] = tokens.LifeSeconds;
            return TypedResults.Json(connection, statusCode: isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
        });
    }

    private IResult Reconnect(HttpRequest request, DirectLineToken bearer, DirectLineConversation conversation) =>
        TypedResults.Json(Connection(request, bearer with { ConversationId = conversation.Id, MaySend = true }, conversation));

    /// <summary>The answer names a web socket, as Direct Line does, but the sandbox does not serve it: clients read by polling.</summary>
    private JsonObject Connection(HttpRequest request, DirectLineToken token, DirectLineConversation conversation)
    {
        var text = tokens.New(token);
        return new JsonObject
        {
            ["conversationId"] = conversation.Id,
            ["token"] = text,
            ["streamUrl"] = $"{(request.IsHttps ? "wss" : "ws")}://{request.Host}/v3/directline/conversations/{conversation.Id}/stream?watermark=-&t={text}",
        };
    }

    private IResult Read(HttpRequest request, DirectLineConversation conversation, FaultKind? kind)
    {
        var watermark = request.Query["watermark"].ToString();
        if (Position(kind == FaultKind.Replay ? "" : watermark) is not { } after)
        {
            return DirectLineError.Bad("The watermark does not belong to this conversation.");
        }

        var (activities, last) = conversation.Read(after, options.Value.DirectLinePageSize);
        var next = last < 0 ? watermark : last.ToString(CultureInfo.InvariantCulture);
        return TypedResults.Json(new
        {
            activities,
            watermark = kind switch { FaultKind.NullWatermark => null, FaultKind.OddWatermark => $"{next}_0|a/b+c=", _ => next },
        });
    }

    /// <summary>
    /// The number in a watermark: the last activity that was read. Characters after the digits do not count. An empty watermark means the log's beginning.
    /// Null = the watermark is not valid.
    /// </summary>
    private static long? Position(string watermark)
    {
        var digits = string.Concat(watermark.TakeWhile(char.IsAsciiDigit));
        return watermark.Length == 0 || watermark[0] == '_' ? -1 : long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private async Task<IResult> PostAsync(HttpRequest request, string id)
    {
        var (body, error) = await BodyAsync(request);
        return await RunAsync(request, "postActivity", id, (bearer, _) => error ?? Post(bearer, id, body));
    }

    private IResult Post(DirectLineToken bearer, string id, JsonObject? body) => In(id, conversation =>
    {
        if (body is null || body["type"] is not JsonValue type || !type.TryGetValue<string>(out var name) || name.Length == 0)
        {
            return DirectLineError.Missing("type");
        }

        if (bearer.User is null && User(body, "from") is null)
        {
            return DirectLineError.Missing("from");
        }

        if (!bearer.MaySend)
        {
            return new DirectLineError(403, "BadArgument", "Only the token got at the conversation's start may send.");
        }

        var user = bearer.User is { } bound ? bound with { Name = bound.Name ?? User(body, "from")?.Name } : User(body, "from")!;
        body["from"] = user.Name is null
            ? new JsonObject { ["id"] = user.Id, ["role"] = "user" }
            : new JsonObject { ["id"] = user.Id, ["name"] = user.Name, ["role"] = "user" };
        var (kept, failure) = conversation.Post(body);
        return failure is null ? TypedResults.Json(new { id = kept }) : DirectLineError.Bad("The conversation has ended.");
    });

    private async Task<IResult> UploadAsync(HttpRequest request, string id)
    {
        var (upload, error) = await DirectLineUpload.ReadAsync(request);
        return await RunAsync(request, "upload", id, (bearer, _) =>
        {
            if (error is not null || upload is null)
            {
                return error ?? DirectLineError.Bad("There is no file.");
            }

            if (request.Query["userId"].ToString() is not { Length: > 0 } userId)
            {
                return DirectLineError.Missing("userId");
            }

            var activity = upload.Activity;
            activity["type"] = "message";
            activity["from"] ??= new JsonObject { ["id"] = userId };
            activity["attachments"] = new JsonArray([.. upload.Files.Select(f => files.Add(f.Name, f.ContentType, f.Bytes)).Select(f => new JsonObject
            {
                ["contentType"] = f.ContentType,
                ["contentUrl"] = $"{request.Scheme}://{request.Host}{f.Path}",
                ["name"] = f.Name,
            })]);
            return Post(bearer, id, activity);
        });
    }

    private IResult In(string id, Func<DirectLineConversation, IResult> run) => conversations.Find(id) is { } conversation ? run(conversation) : DirectLineError.Unknown;

    /// <summary>Checks the secret or token, and runs the operation with its planned faults.</summary>
    private async Task<IResult> RunAsync(HttpRequest request, string operation, string? id, Func<DirectLineToken, Fault?, IResult> run) =>
        await faults.RunAsync(
            request.HttpContext,
            "directline:" + operation,
            fault =>
            {
                if (fault?.Kind == FaultKind.LogReset && id is not null)
                {
                    conversations.Find(id)?.Reset();
                }

                return Bearer(request) is not { } text ? new DirectLineError(401, "BadArgument", "The header Authorization: Bearer is missing.")
                    : tokens.Find(text) is not { } token ? new DirectLineError(401, "BadArgument", "The token or secret is not valid.")
                    : tokens.IsExpired(token) ? DirectLineError.Expired
                    : id is not null && token.ConversationId is { } own && own != id ? new DirectLineError(403, "BadArgument", "The token is for another conversation.")
                    : id is not null && conversations.Find(id) is { } known && known.Behind is BotBehindDirectLine != token.ForBot ? DirectLineError.Unknown
                    : run(token, fault);
            },
            Instead);

    private static IResult? Instead(Fault fault) => fault.Kind switch
    {
        FaultKind.BotError => new DirectLineError(fault.Status ?? 502, "BotError", "Failed to send activity: the bot returned an error."),
        FaultKind.TokenExpired => DirectLineError.Expired,
        _ => fault.Status is { } status ? DirectLineError.Of(status) : null,
    };

    private static string? Bearer(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : null;

    private static DirectLineUser? User(JsonObject? body, string name = "user") =>
        body?[name] is JsonObject user && user["id"]?.ToString() is { Length: > 0 } id ? new DirectLineUser(id, user["name"]?.ToString()) : null;

    /// <summary>Reads a body that is a JSON object, with any Content-Type. An empty body gives null without an error.</summary>
    private static async Task<(JsonObject? Body, DirectLineError? Error)> BodyAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var text = await reader.ReadToEndAsync();
        if (text.Length > MaxActivity)
        {
            return (null, DirectLineError.Of(413) with { Message = "An activity has 256 K characters at most." });
        }

        try
        {
            return string.IsNullOrWhiteSpace(text) ? (null, null)
                : JsonNode.Parse(text, documentOptions: Strict) is JsonObject body ? (body, null) : (null, DirectLineError.Bad("The body is not a JSON object."));
        }
        catch (JsonException)
        {
            return (null, DirectLineError.Bad("The body is not JSON."));
        }
    }
}
