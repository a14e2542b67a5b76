using System.Globalization;
using CustomerChat.App.Http;
using CustomerChat.App.Limits;
using CustomerChat.Chats;
using CustomerChat.ContactCenter;
using CustomerChat.Intake;
using CustomerChat.Ledger;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CustomerChat.App.Api;

/// <summary>
/// The Customer Chat API that the relay offers to customers: three resources (the collection, a chat, its messages) in three spellings, and
/// the refusal of all other paths. Each handler takes every verb of its resource.
/// </summary>
public sealed partial class CustomerChatApi(
    ContactCenterDirectory centers, ChatIntake intake, IChatStore store, RequestLimits limits, BodyReader bodies, StorageOutage outage, TimeProvider time,
    ILogger<CustomerChatApi> logger)
{
    public const string ContactCenterIdHeader = "ContactCenterId";

    private readonly TranscriptPages _pages = new(intake, store);

    /// <summary><c>POST {chats}</c>: RequestChat.</summary>
    public Task<IResult> CollectionAsync(HttpRequest request, CancellationToken cancellationToken) =>
        HandleAsync(request, post: centerId => RequestChatAsync(request, centerId, cancellationToken));

    /// <summary><c>GET {chats}/{id}</c>: GetChat. <c>POST</c>: SendMessage, typing, Complete.</summary>
    public Task<IResult> ChatAsync(HttpRequest request, string id, CancellationToken cancellationToken) =>
        HandleAsync(
            request,
            id,
            get: centerId => GetChatAsync(request, id, centerId, cancellationToken),
            post: centerId => OperateAsync(request, id, centerId, cancellationToken));

    /// <summary><c>GET {chats}/{id}/messages[?index=n]</c>: GetMessages.</summary>
    public Task<IResult> MessagesAsync(HttpRequest request, string id, CancellationToken cancellationToken) =>
        HandleAsync(request, id, get: centerId => GetMessagesAsync(request, id, centerId, cancellationToken));

    /// <summary>
    /// <c>GET api/availability</c>: whether the contact centre is open. Clients may keep the answer for a minute, but not beyond the time
    /// when it changes.
    /// </summary>
    public Task<IResult> AvailabilityAsync(HttpRequest request) =>
        HandleAsync(request, get: centerId => Task.FromResult(Availability(request, centerId)));

    /// <summary>Any other path under <c>/api/v2</c>. It belongs to a secure API, which a customer can't use.</summary>
    public IResult SecureApi(HttpRequest request)
    {
        if (HttpMethods.IsOptions(request.Method))
        {
            return Cors.Preflight(request, centers, "GET, POST, OPTIONS");
        }

        Cors.Mark(request, centers, CenterIdOf(request));
        if (request.Headers.ContainsKey("Authorization"))
        {
            return ApiError.NoPermission.ToResult();
        }

        request.HttpContext.Response.Headers.WWWAuthenticate = "Basic realm=\"secure API\"";
        return ApiError.NotAuthenticated.ToResult();
    }

    private async Task<IResult> HandleAsync(
        HttpRequest request, string? id = null, Func<string, Task<IResult>>? get = null, Func<string, Task<IResult>>? post = null)
    {
        var allow = string.Join(", ", new[] { get is null ? null : "GET", post is null ? null : "POST", "OPTIONS" }.OfType<string>());
        if (HttpMethods.IsOptions(request.Method))
        {
            return Cors.Preflight(request, centers, allow);
        }

        var centerId = CenterIdOf(request);
        Cors.Mark(request, centers, centerId);
        var handle = HttpMethods.IsGet(request.Method) ? get : HttpMethods.IsPost(request.Method) ? post : null;
        if (handle is null)
        {
            request.HttpContext.Response.Headers.Allow = allow;
            return ApiError.MethodNotAllowed(allow).ToResult();
        }

        if (request.Headers.ContainsKey("Authorization"))
        {
            return ApiError.Authorized.ToResult();
        }

        if (centerId is null || centers.Find(centerId) is null)
        {
            return (centerId is null ? ApiError.NoContactCenter : ApiError.UnknownContactCenter).ToResult();
        }

        if (id is not null && !ChatIds.IsWellFormed(id))
        {
            // The text can't be a chat's id. The relay reads and remembers nothing for it.
            return ApiError.UnknownChat.ToResult();
        }

        try
        {
            return await handle(centerId);
        }
        catch (Exception e) when (!request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return ApiError.Unforeseen(Failed(e)).ToResult();
        }
    }

    /// <summary>Logs a failure; returns its correlation id.</summary>
    private string Failed(Exception exception)
    {
        var correlationId = Guid.NewGuid().ToString("N");
        if (!outage.Takes(exception))
        {
            Log.Unforeseen(logger, correlationId, exception);
        }

        return correlationId;
    }

    private IResult Availability(HttpRequest request, string centerId)
    {
        var (now, hours) = (time.GetUtcNow(), centers.Find(centerId)?.Hours);
        var at = hours?.At(now) ?? Hours.Availability.Always;
        var changes = Math.Ceiling(((at.OpensAt ?? at.ClosesAt ?? DateTimeOffset.MaxValue) - now).TotalSeconds);
        var headers = request.HttpContext.Response.Headers;
        headers.CacheControl = string.Create(CultureInfo.InvariantCulture, $"public, max-age={Math.Min(changes, 60)}");
        headers.Vary = $"Origin, {ContactCenterIdHeader}";
        return TypedResults.Json(new AvailabilityReply(at.IsOpen, at.OpensAt?.UtcDateTime, at.ClosesAt?.UtcDateTime, hours?.Zone.Id, at.IsOpen || hours?.Refuses != true), ApiJson.Readable.AvailabilityReply);
    }

    internal static string? CenterIdOf(HttpRequest request) =>
        request.Headers[ContactCenterIdHeader] is [{ } id] && !string.IsNullOrWhiteSpace(id) ? id.Trim() : null;

    private async Task<IResult> RequestChatAsync(HttpRequest request, string centerId, CancellationToken cancellationToken)
    {
        var (operation, error) = await ReadAsync(request, toCollection: true, cancellationToken);
        if (operation is not Operation.RequestChat asked)
        {
            return error!.ToResult();
        }

        var now = time.GetUtcNow();
        if (centers.Find(centerId)?.Hours?.RefusesUntil(now) is { } opensAt)
        {
            return ApiError.Closed(opensAt).ToResult(request, opensAt, now);
        }

        if (await limits.OpenAsync(request, centerId, cancellationToken) is { } wait)
        {
            return ApiError.TooMany.ToResult(request, wait);
        }

        var opening = new ChatOpening(centerId, asked.Nickname, asked.Subject) { Endpoint = asked.Endpoint, UserData = asked.UserData };
        var chat = await intake.OpenAsync(opening, cancellationToken);
        limits.Opened(request, chat);
        var path = $"{request.Path.Value!.TrimEnd('/')}/{chat.Id}";
        return TypedResults.Json(new RequestChatReply(chat.Id, path), ApiJson.Readable.RequestChatReply);
    }

    private async Task<IResult> OperateAsync(HttpRequest request, string id, string centerId, CancellationToken cancellationToken)
    {
        var (operation, error) = await ReadAsync(request, toCollection: false, cancellationToken);
        if (error is not null)
        {
            return error.ToResult();
        }

        if ((limits.Find(request, id) ?? limits.Post(id)) is { } wait)
        {
            return ApiError.TooMany.ToResult(request, wait);
        }

        var result = operation switch
        {
            Operation.SendMessage send => await intake.PostAsync(id, centerId, send.Text, null, cancellationToken),
            Operation.Typing typing => await intake.TypeAsync(id, centerId, typing.Started, cancellationToken),
            _ => await intake.CompleteAsync(id, centerId, cancellationToken),
        };
        return result switch
        {
            PostResult.Accepted or PostResult.Duplicate => TypedResults.Json(new StatusReply(), ApiJson.Readable.StatusReply),
            PostResult.Ended => ApiError.Ended.ToResult(),
            PostResult.TooMany => ApiError.TooMany.ToResult(request, ApiError.CatchUp),
            _ => NotFound(request),
        };
    }

    private async Task<IResult> GetChatAsync(HttpRequest request, string id, string centerId, CancellationToken cancellationToken) =>
        (limits.Find(request, id) ?? limits.Poll(id)) is { } wait ? ApiError.TooMany.ToResult(request, wait)
        : await intake.FindAsync(id, centerId, TimeSpan.Zero, cancellationToken) is { } chat
            ? TypedResults.Json(new GetChatReply(Views.Chat(chat)), ApiJson.Readable.GetChatReply)
            : NotFound(request);

    private IResult NotFound(HttpRequest request)
    {
        limits.NotFound(request);
        return ApiError.UnknownChat.ToResult();
    }

    private async Task<IResult> GetMessagesAsync(HttpRequest request, string id, string centerId, CancellationToken cancellationToken)
    {
        long? index = null;
        if (request.Query.TryGetValue("index", out var given) && !string.IsNullOrEmpty(given))
        {
            if (!long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed))
            {
                return ApiError.OutOfRange("index must be a whole number, 0 or larger.").ToResult();
            }

            index = parsed;
        }

        if ((limits.Find(request, id) ?? limits.Poll(id)) is { } wait)
        {
            return ApiError.TooMany.ToResult(request, wait);
        }

        if (await intake.FindAsync(id, centerId, TimeSpan.Zero, cancellationToken) is not { } chat)
        {
            return NotFound(request);
        }

        var cursor = index is null ? await store.GetCursorAsync(id, cancellationToken) : default;
        var from = index ?? cursor.Through + 1;

        // One poll is paid above. A long transcript costs one more poll for each further page.
        if (limits.Poll(id, TranscriptPages.Count(from, chat.LastIndex) - 1) is { } longer)
        {
            return ApiError.TooMany.ToResult(request, longer);
        }

        var pages = index is null ? _pages.UnreadAsync(chat, cursor, cancellationToken) : _pages.FromAsync(chat, from, cancellationToken);
        return await MessagesResult.StartAsync(pages, e => Failed(e), cancellationToken);
    }

    private async Task<(Operation? Operation, ApiError? Error)> ReadAsync(
        HttpRequest request, bool toCollection, CancellationToken cancellationToken)
    {
        if (!Body.IsJson(request))
        {
            return (null, ApiError.NotJson);
        }

        var (body, error) = await bodies.ReadAsync(request, limits.Body, cancellationToken);
        return body is null ? (null, error) : OperationReader.Read(body, toCollection);
    }

    private static partial class Log
    {
        [LoggerMessage(300, LogLevel.Error, "A request failed; correlation id {CorrelationId}.")]
        public static partial void Unforeseen(ILogger logger, string correlationId, Exception exception);
    }
}
