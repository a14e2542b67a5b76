using System.Collections.Immutable;
using System.Net.Http.Headers;
using CustomerChat.App.Api;
using CustomerChat.App.Http;
using CustomerChat.App.Limits;
using CustomerChat.Chats;
using CustomerChat.ContactCenter;
using CustomerChat.Files;
using CustomerChat.Intake;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace CustomerChat.App.DirectLine;

/// <summary>
/// Direct Line 3.0: tokens, conversations, activities, and streams if the host can hold them. The rules and limits are those of the
/// Customer Chat API; the errors have Direct Line's form. Each handler takes every verb of its resource.
/// </summary>
public sealed partial class DirectLineApi(
    ContactCenterDirectory centers, ChatIntake intake, ConversationTokens tokens, RequestLimits limits, BodyReader bodies, StorageOutage outage,
    FileKeeper files, FileUploads uploads, IFileLinks links, IOutboundFiles outbound, TimeProvider time, ILogger<DirectLineApi> logger,
    DirectLineStreams? streams = null)
{
    /// <summary>The customer's id if the client gave none.</summary>
    private const string DefaultUser = "customer";

    /// <summary><c>POST tokens/generate</c>: a token for a conversation that the client opens later.</summary>
    public Task<IResult> GenerateAsync(HttpRequest request, CancellationToken cancellationToken) =>
        HandleAsync(request, "POST", async caller =>
            await ReadAsync(request, ActivityReader.Start, cancellationToken) is var (start, error) && start is null
                ? Error(error!)
                : Token(caller.Conversation ?? New(caller, start!)));

    /// <summary><c>POST tokens/refresh</c>: a new token for the conversation of the given token.</summary>
    public Task<IResult> RefreshAsync(HttpRequest request, CancellationToken cancellationToken) =>
        HandleAsync(request, "POST", caller => Task.FromResult(caller.Conversation is { } conversation ? Token(conversation) : Error(ApiError.NoToken)));

    /// <summary><c>POST conversations</c>: opens the chat, once for each token.</summary>
    public Task<IResult> ConversationsAsync(HttpRequest request, CancellationToken cancellationToken) =>
        HandleAsync(request, "POST", async caller =>
        {
            var (start, error) = await ReadAsync(request, ActivityReader.Start, cancellationToken);
            if (start is null)
            {
                return Error(error!);
            }

            var conversation = caller.Conversation ?? New(caller, start);
            if (caller.Conversation is not null && await FindAsync(conversation, cancellationToken) is not null)
            {
                return Reply(request, conversation);
            }

            if (centers.Find(conversation.ContactCenterId)?.Hours?.RefusesUntil(time.GetUtcNow()) is { } opensAt)
            {
                return Error(ApiError.Closed(opensAt));
            }

            if (await limits.OpenAsync(request, conversation.ContactCenterId, cancellationToken) is { } wait)
            {
                return TooMany(request, wait);
            }

            var opening = new ChatOpening(conversation.ContactCenterId, start.Nickname ?? conversation.Nickname ?? "Guest", start.Subject ?? "Chat")
            {
                Endpoint = start.Endpoint,
                UserData = start.UserData,
                IsMessage = start.IsMessage,
            };
            limits.Opened(request, await intake.OpenAsync(conversation.Id, opening, welcome: null, cancellationToken));
            return Reply(request, conversation, StatusCodes.Status201Created);
        });

    /// <summary>
    /// <c>GET conversations/{id}</c>: reconnect. A caller without a token names the contact centre. Then the id is the proof, as in the
    /// Customer Chat API.
    /// </summary>
    public Task<IResult> ConversationAsync(HttpRequest request, string id, CancellationToken cancellationToken) =>
        HandleAsync(request, "GET", id, async caller =>
        {
            var conversation = caller.Conversation ?? new DirectLineConversation(id, caller.ContactCenterId, DefaultUser);
            return conversation.Id != id ? Error(ApiError.BadToken)
                : limits.Poll(id) is { } wait ? TooMany(request, wait)
                : await FindAsync(conversation, cancellationToken) is null ? NotFound(request)
                : Reply(request, conversation, watermark: request.Query["watermark"].ToString());
        });

    /// <summary><c>GET conversations/{id}/activities?watermark=</c> and <c>POST</c>.</summary>
    public Task<IResult> ActivitiesAsync(HttpRequest request, string id, CancellationToken cancellationToken) =>
        HandleAsync(request, "GET, POST", id, async caller =>
            Of(caller, id) is not { } conversation ? Error(ApiError.NoToken)
            : conversation.Id != id ? Error(ApiError.BadToken)
            : HttpMethods.IsGet(request.Method) ? await GetActivitiesAsync(request, conversation, cancellationToken)
            : await PostActivityAsync(request, conversation, cancellationToken));

    /// <summary>
    /// <c>POST conversations/{id}/upload</c>: files, with or without a text. The token says who the customer is; the query's <c>userId</c>
    /// is ignored.
    /// </summary>
    public Task<IResult> UploadAsync(HttpRequest request, string id, CancellationToken cancellationToken) =>
        HandleAsync(request, "POST", id, async caller =>
            Of(caller, id) is not { } conversation || conversation.Id != id ? Error(ApiError.BadToken)
            : limits.Post(id) is { } wait ? TooMany(request, wait)
            : await FindAsync(conversation, cancellationToken) is not { } chat ? NotFound(request)
            : chat.State == ChatState.Idle ? Error(ApiError.Ended)
            : await UploadAsync(request, conversation, cancellationToken));

    /// <summary>
    /// <c>GET conversations/{id}/stream?t=&amp;watermark=</c>: a WebSocket, at the address that a conversation's reply gave.
    /// </summary>
    public async Task<IResult> StreamAsync(HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (streams is null || !request.HttpContext.WebSockets.IsWebSocketRequest)
        {
            return Other(request);
        }

        if (tokens.OpenStream(request.Query["t"].ToString()) is not { } conversation || conversation.Id != id || centers.Find(conversation.ContactCenterId) is null)
        {
            return Error(ApiError.BadToken);
        }

        if (!Watermark.TryParse(request.Query["watermark"], out var after))
        {
            return Error(ApiError.OutOfRange("The watermark does not belong to this conversation."));
        }

        if (limits.Poll(id) is { } wait)
        {
            return TooMany(request, wait);
        }

        Chat? chat;
        try
        {
            chat = await FindAsync(conversation, cancellationToken);
        }
        catch (Exception e) when (!request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return Failed(e);
        }

        return chat is null ? NotFound(request) : await StreamAsync(request, streams, conversation, after.Index > chat.LastIndex ? default : after);
    }

    private async Task<IResult> StreamAsync(HttpRequest request, DirectLineStreams streams, DirectLineConversation conversation, Watermark after)
    {
        var caller = limits.CallerOf(request);
        if (!streams.TryEnter(conversation.Id, caller))
        {
            return TooMany(request, TimeSpan.FromSeconds(30));
        }

        try
        {
            await streams.RunAsync(
                request.HttpContext, after, conversation.Id,
                (maxAge, token) => intake.FindAsync(conversation.Id, conversation.ContactCenterId, maxAge, token),
                (chat, mark, token) => ActivitiesAsync(chat, mark, conversation, token));
        }
        finally
        {
            streams.Left(conversation.Id, caller);
        }

        return TypedResults.Empty;
    }

    /// <summary>Everything else: sessions, and streams on a host that holds none.</summary>
    public IResult Other(HttpRequest request)
    {
        if (HttpMethods.IsOptions(request.Method))
        {
            return Cors.Preflight(request, centers, "GET, POST, OPTIONS", directLine: true);
        }

        Cors.Mark(request, centers, CallerOf(request).Caller?.ContactCenterId);
        return Error(ApiError.NotOffered);
    }

    private async Task<IResult> GetActivitiesAsync(HttpRequest request, DirectLineConversation conversation, CancellationToken cancellationToken)
    {
        if (!Watermark.TryParse(request.Query["watermark"], out var after))
        {
            return Error(ApiError.OutOfRange("The watermark does not belong to this conversation."));
        }

        if (limits.Poll(conversation.Id) is { } wait)
        {
            return TooMany(request, wait);
        }

        if (await FindAsync(conversation, cancellationToken) is not { } chat)
        {
            return NotFound(request);
        }

        if (after.Index > chat.LastIndex)
        {
            // This watermark would hide all entries that are still to come.
            return Error(ApiError.OutOfRange("The watermark lies beyond the conversation's end."));
        }

        return TypedResults.Json(await ActivitiesAsync(chat, after, conversation with { SaysEnd = IsWebChat(request) }, cancellationToken), DirectLineJson.Readable.ActivitySet);
    }

    private async Task<ActivitySet> ActivitiesAsync(Chat chat, Watermark after, DirectLineConversation conversation, CancellationToken cancellationToken)
    {
        var entries = await intake.ReadAsync(chat, after.Index + 1, cancellationToken, TranscriptActivities.Most);
        return TranscriptActivities.After(chat, entries, after, conversation.UserId, links, await LinkedAsync(entries, cancellationToken), conversation.SaysEnd);
    }

    /// <summary>Web Chat names itself in the header that Direct Line's client sends: <c>DirectLine/3.0 (directlinejs; WebChat/4.18.0 (Full) …)</c>.</summary>
    private static bool IsWebChat(HttpRequest request) => request.Headers["x-ms-bot-agent"].ToString().Contains("WebChat/", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The files that agents have sent as links. All links are looked up at the same time. A web page is not a file: its link stays a link.
    /// </summary>
    private async Task<IReadOnlyDictionary<long, LinkedFile>> LinkedAsync(ImmutableArray<ChatEntry> entries, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(entries.Select(async e => (e.Index, File: await outbound.FindAsync(e, cancellationToken))));
        return found.Where(f => f.File is { Type.Media: not ("text/html" or "application/xml") }).ToDictionary(f => f.Index, f => f.File!);
    }

    private async Task<IResult> UploadAsync(HttpRequest request, DirectLineConversation conversation, CancellationToken cancellationToken)
    {
        var policy = files.Policy();
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = (policy.MaxSize * policy.MaxPerMessage) + limits.Body;
        }

        var upload = new UploadReader(files, policy, conversation.Id);
        try
        {
            await using var body = new PacedStream(request.Body, time);
            await upload.ReadAsync(request, body, cancellationToken);
        }
        catch (Exception e)
        {
            await uploads.ForgetAsync(conversation.Id, upload.Files);
            if (e is not (TimeoutException or InvalidDataException or IOException))
            {
                throw;
            }

            return Error(e is TimeoutException ? ApiError.SlowBody : e is BadHttpRequestException { StatusCode: 413 } ? ApiError.BodyTooLarge : ApiError.BrokenBody);
        }

        if (upload.Text is null && upload.Files.IsEmpty)
        {
            return Error(upload.Error ?? ApiError.Missing("There is neither a file nor a text."));
        }

        var (result, index) = await uploads.PostAsync(conversation.Id, upload.Text, upload.Key, upload.Files, policy.MaxPerDay, cancellationToken);
        return result is (PostResult.Accepted or PostResult.Duplicate) && upload.Error is { } error ? Error(error) : Posted(request, conversation.Id, result, index);
    }

    private async Task<IResult> PostActivityAsync(HttpRequest request, DirectLineConversation conversation, CancellationToken cancellationToken)
    {
        var (activity, error) = await ReadAsync(request, ActivityReader.Activity, cancellationToken);
        if (activity is null)
        {
            return Error(error!);
        }

        if (limits.Post(conversation.Id) is { } wait)
        {
            return TooMany(request, wait);
        }

        var (id, centerId) = (conversation.Id, conversation.ContactCenterId);
        var (result, index) = activity switch
        {
            ClientActivity.Message message => await intake.PostEntryAsync(id, centerId, message.Text, message.Key, cancellationToken),
            ClientActivity.WithLinks { Text: { } text } beside => await intake.PostEntryAsync(id, centerId, text, beside.Key, cancellationToken),
            ClientActivity.Typing typing => (await intake.TypeAsync(id, centerId, typing.Started, cancellationToken), 0),
            ClientActivity.End => (await intake.CompleteAsync(id, centerId, cancellationToken), 0),
            _ => (await FindAsync(conversation, cancellationToken) is null ? PostResult.NotFound : PostResult.Accepted, 0),
        };
        return activity is ClientActivity.WithLinks && result is (PostResult.Accepted or PostResult.Duplicate) ? Error(ApiError.NoAttachments) : Posted(request, id, result, index);
    }

    /// <summary>
    /// The caller's conversation. A site's secret is valid for all conversations of its contact centre, as Direct Line's own secrets are.
    /// </summary>
    private static DirectLineConversation? Of(Caller caller, string id) =>
        caller.Conversation ?? (caller.IsSite ? new DirectLineConversation(id, caller.ContactCenterId, DefaultUser) : null);

    private IResult Posted(HttpRequest request, string id, PostResult result, long index) => result switch
    {
        PostResult.Accepted or PostResult.Duplicate => TypedResults.Json(
            new IdReply(index > 0 ? TranscriptActivities.Id(id, index) : $"{id}|{Guid.NewGuid():N}"), DirectLineJson.Readable.IdReply),
        PostResult.Ended => Error(ApiError.Ended),
        PostResult.TooMany => TooMany(request, ApiError.CatchUp),
        _ => NotFound(request),
    };

    private IResult NotFound(HttpRequest request)
    {
        limits.NotFound(request);
        return Error(ApiError.UnknownChat);
    }

    private static DirectLineConversation New(Caller caller, Start start) =>
        new(ChatIds.New(), caller.ContactCenterId, start.UserId ?? DefaultUser, start.Nickname);

    private Task<Chat?> FindAsync(DirectLineConversation conversation, CancellationToken cancellationToken) =>
        intake.FindAsync(conversation.Id, conversation.ContactCenterId, TimeSpan.Zero, cancellationToken);

    private Task<IResult> HandleAsync(HttpRequest request, string methods, string id, Func<Caller, Task<IResult>> handle) => HandleAsync(
        request, methods,
        caller => caller.Conversation is not null ? handle(caller)

            // The id does not come from a sealed token: anybody may have made it up.
            : !ChatIds.IsWellFormed(id) ? Task.FromResult(Error(ApiError.UnknownChat))
            : limits.Find(request, id) is { } wait ? Task.FromResult(TooMany(request, wait))
            : handle(caller));

    private async Task<IResult> HandleAsync(HttpRequest request, string methods, Func<Caller, Task<IResult>> handle)
    {
        var allow = methods + ", OPTIONS";
        if (HttpMethods.IsOptions(request.Method))
        {
            return Cors.Preflight(request, centers, allow, directLine: true);
        }

        var (caller, error) = CallerOf(request);
        Cors.Mark(request, centers, caller?.ContactCenterId);
        if (!methods.Split(", ").Contains(request.Method, StringComparer.OrdinalIgnoreCase))
        {
            request.HttpContext.Response.Headers.Allow = allow;
            return Error(ApiError.MethodNotAllowed(allow));
        }

        if (caller is null)
        {
            return Error(error!);
        }

        try
        {
            return await handle(caller);
        }
        catch (Exception e) when (!request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return Failed(e);
        }
    }

    private IResult Failed(Exception exception)
    {
        var correlationId = Guid.NewGuid().ToString("N");
        if (!outage.Takes(exception))
        {
            Log.Unforeseen(logger, correlationId, exception);
        }

        return Error(ApiError.Unforeseen(correlationId));
    }

    /// <summary>Finds the caller: by a token or a site's secret, otherwise by the header ContactCenterId.</summary>
    private (Caller? Caller, ApiError? Error) CallerOf(HttpRequest request)
    {
        if (AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header)
            && "Bearer".Equals(header.Scheme, StringComparison.OrdinalIgnoreCase)
            && header.Parameter is { Length: > 0 and <= 4_096 } bearer)
        {
            return tokens.Open(bearer) is { } conversation && centers.Find(conversation.ContactCenterId) is not null ? (new(conversation.ContactCenterId, conversation), null)
                : centers.FindBySiteSecret(bearer) is { } centerId ? (new(centerId, null) { IsSite = true }, null)

                // A client without a token sends "undefined". Then the header counts.
                : bearer != "undefined" ? (null, ApiError.BadToken)
                : ByCenter(request);
        }

        return ByCenter(request);
    }

    private (Caller? Caller, ApiError? Error) ByCenter(HttpRequest request) =>
        CustomerChatApi.CenterIdOf(request) is not { } given ? (null, ApiError.NoToken)
        : centers.Find(given) is null ? (null, ApiError.UnknownContactCenter)
        : (new(given, null), null);

    private async Task<(T? Value, ApiError? Error)> ReadAsync<T>(
        HttpRequest request, Func<ReadOnlyMemory<byte>, (T?, ApiError?)> read, CancellationToken cancellationToken)
        where T : class
    {
        var (body, error) = await bodies.ReadAsync(request, limits.Body, cancellationToken);
        return body is null ? (null, error)
            : body.Length > 0 && !Body.IsJson(request) ? (null, ApiError.NotJson)
            : read(body);
    }

    private IResult Token(DirectLineConversation conversation) => TypedResults.Json(Opened(conversation, null), DirectLineJson.Readable.ConversationReply);

    private IResult Reply(HttpRequest request, DirectLineConversation conversation, int status = StatusCodes.Status200OK, string? watermark = null) => TypedResults.Json(
        Opened(conversation, streams is null ? null : StreamUrl(request, conversation, watermark)), DirectLineJson.Readable.ConversationReply, statusCode: status);

    private ConversationReply Opened(DirectLineConversation conversation, string? streamUrl) =>
        new(conversation.Id, tokens.Seal(conversation), (int)ConversationTokens.Lifetime.TotalSeconds, streamUrl);

    /// <summary>
    /// The stream's address, on the host that the client asked. It is encrypted (wss) if the request was, also if a proxy says so.
    /// </summary>
    private string StreamUrl(HttpRequest request, DirectLineConversation conversation, string? watermark)
    {
        var isSecure = request.IsHttps || "https".Equals(request.Headers["X-Forwarded-Proto"].ToString().Split(',')[0].Trim(), StringComparison.OrdinalIgnoreCase);
        var query = new QueryBuilder { { "watermark", watermark ?? "" }, { "t", tokens.SealStream(conversation with { SaysEnd = IsWebChat(request) }) } };
        return $"{(isSecure ? "wss" : "ws")}://{request.Host}{request.PathBase}/{Routes.DirectLineConversations}/{Uri.EscapeDataString(conversation.Id)}/stream{query.ToQueryString()}";
    }

    private static IResult TooMany(HttpRequest request, TimeSpan wait)
    {
        ApiError.RetryAfter(request, wait);
        return Error(ApiError.TooMany);
    }

    /// <summary>The relay's error in Direct Line's form.</summary>
    private static IResult Error(ApiError error) =>
        TypedResults.Json(Shape(error), DirectLineJson.Readable.DirectLineErrorReply, statusCode: error.Status);

    internal static DirectLineErrorReply Shape(ApiError error) =>
        new(new DirectLineFault(
            error.Status switch
            {
                400 => error.StatusCode == 1 ? "MissingProperty" : "BadArgument",
                401 => "Unauthorized",
                403 => "TokenExpired",
                404 => "NotFound",
                405 => "MethodNotAllowed",
                408 => "RequestTimeout",
                409 => error.StatusCode == ApiError.Ended.StatusCode ? "ConversationEnded" : "TryAgainLater",
                413 => "MessageSizeTooBig",
                415 => "UnsupportedMediaType",
                429 => "TooManyRequests",
                _ => "ServiceError",
            },
            error.Message));

    /// <param name="Conversation">The conversation that a token names; null = the caller has no token.</param>
    private sealed record Caller(string ContactCenterId, DirectLineConversation? Conversation)
    {
        /// <summary>The caller has proved itself with a site's secret.</summary>
        public bool IsSite { get; init; }
    }

    private static partial class Log
    {
        [LoggerMessage(320, LogLevel.Error, "A Direct Line request failed; correlation id {CorrelationId}.")]
        public static partial void Unforeseen(ILogger logger, string correlationId, Exception exception);
    }
}
