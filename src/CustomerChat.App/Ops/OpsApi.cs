using System.Globalization;
using System.Text.Json;
using CustomerChat.App.Api;
using CustomerChat.App.Http;
using CustomerChat.Chats;
using CustomerChat.ContactCenter;
using CustomerChat.Delivery;
using CustomerChat.Files;
using CustomerChat.Intake;
using CustomerChat.Ledger;
using CustomerChat.Operating;
using CustomerChat.Turn;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CustomerChat.App.Ops;

/// <summary>
/// Chats, for operators. The host checks the operator's key. If no key is configured, every request gets 401. Addresses go in bodies, which
/// no log keeps, never in a URL.
/// </summary>
public sealed partial class OpsApi(
    IChatCatalog catalog, IChatStore store, ChatIntake intake, IChatRuntime runtime, Erasure erasure, AccountFaults faults, ContactCenterDirectory centers, BodyReader bodies, TimeProvider time, IFileLinks links, ILogger<OpsApi> logger)
{
    private const int DefaultPage = 50;
    private const int MaxPage = 200;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary><c>GET chats?state=&amp;contactCenterId=&amp;channel=&amp;account=&amp;minAge=&amp;maxAge=&amp;limit=&amp;continuation=</c></summary>
    public async Task<IResult> ListAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (query, now) = (request.Query, time.GetUtcNow());
        var state = Text("state") ?? "open";
        var limit = Text("limit") is not { } given ? DefaultPage : int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        if (limit is < 1 or > MaxPage)
        {
            return ApiError.OutOfRange($"limit must be a number from 1 to {MaxPage}.").ToResult();
        }

        if (state is not ("open" or "ended" or "all" or "waiting" or "chatting"))
        {
            return ApiError.OutOfRange("state must be open, waiting, chatting, ended or all.").ToResult();
        }

        if (!TryAge("minAge", out var minAge) || !TryAge("maxAge", out var maxAge))
        {
            return ApiError.OutOfRange("minAge and maxAge must be durations, such as 01:30:00.").ToResult();
        }

        var search = new CatalogQuery
        {
            Open = state switch { "all" => null, "ended" => false, _ => true },
            ContactCenterId = Text("contactCenterId"),
            Channel = Text("channel"),
            Account = Text("account"),
            OpenedBefore = now - minAge,
            OpenedAfter = now - maxAge,
        };
        CatalogPage page;
        try
        {
            page = await catalog.ListAsync(search, Text("continuation"), limit, cancellationToken);
        }
        catch (Azure.RequestFailedException e) when (e.Status == 400)
        {
            return ApiError.OutOfRange("The continuation does not belong to this list.").ToResult();
        }

        return await ReplyAsync(page, state, cancellationToken);

        string? Text(string name) => query[name] is [{ Length: > 0 } value] ? value : null;

        bool TryAge(string name, out TimeSpan? age)
        {
            age = Text(name) is { } value && TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out var parsed) && parsed >= TimeSpan.Zero ? parsed : null;
            return age is not null || Text(name) is null;
        }
    }

    /// <summary><c>POST find</c> with channel, account (or none) and address: a customer's chats, open and ended.</summary>
    public async Task<IResult> FindAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (customer, error) = await ReadAsync(request, cancellationToken);
        if (customer is null)
        {
            return error!.ToResult();
        }

        var query = new CatalogQuery { Channel = customer.Channel, Account = customer.Account, Address = customer.Address };
        return await ReplyAsync(await catalog.ListAsync(query, null, MaxPage, cancellationToken), "all", cancellationToken);
    }

    /// <summary>
    /// <c>POST erase</c> with channel, account (or none) and address: erases all chats of a customer, and answers with a receipt.
    /// </summary>
    public async Task<IResult> EraseAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (customer, error) = await ReadAsync(request, cancellationToken);
        if (customer is null)
        {
            return error!.ToResult();
        }

        var receipt = await erasure.EraseAsync(customer.Channel, customer.Account, customer.Address, cancellationToken);
        Log.Erased(logger, receipt.Chats.Count, receipt.Rows, receipt.Files);
        return TypedResults.Json(new ErasedReply(time.GetUtcNow(), receipt.Chats, receipt.Rows, receipt.Files), Json);
    }

    /// <summary>
    /// <c>GET chats/{id}</c>. Here, and nowhere else, the first eight digits of the id are enough. Logs and links name a chat by them.
    /// </summary>
    public async Task<IResult> GetAsync(string id, CancellationToken cancellationToken)
    {
        var isShort = id.Length == ShortChatId.Length && id.All(char.IsAsciiHexDigitLower);
        return (isShort ? await catalog.FindAsync(id, cancellationToken) : id) is not { } whole ? ApiError.UnknownChat.ToResult() : await WithChatAsync(whole, async chat =>
        {
            var status = await runtime.DescribeAsync(chat.Id, cancellationToken);
            return TypedResults.Json(OpsViews.Detail(OpsViews.Summary(chat, null, status, centers.NameOf, time.GetUtcNow()), chat, status), Json);
        }, cancellationToken);
    }

    /// <summary><c>DELETE chats/{id}</c>: erases the chat.</summary>
    public async Task<IResult> EraseAsync(string id, CancellationToken cancellationToken)
    {
        // The chat need not be loadable: this also finishes an erasure that was interrupted.
        if (await erasure.EraseAsync(id, cancellationToken) is not { } removed)
        {
            return ApiError.UnknownChat.ToResult();
        }

        Log.Erased(logger, 1, removed.Rows, removed.Files);
        return TypedResults.Json(new ErasedReply(time.GetUtcNow(), [id], removed.Rows, removed.Files), Json);
    }

    /// <summary><c>GET chats/{id}/transcript?format=json|text|html</c></summary>
    public Task<IResult> TranscriptAsync(HttpRequest request, string id, CancellationToken cancellationToken) => WithChatAsync(id, async chat =>
    {
        var entries = await intake.ReadAsync(chat, 1, cancellationToken);
        var transcript = new TranscriptReply(chat.Id, [.. entries.Select(e => OpsViews.Entry(chat, e, links))]);
        switch (request.Query["format"].ToString())
        {
            case "" or "json":
                return TypedResults.Json(transcript, Json);
            case "text":
                return TypedResults.Text(Transcripts.Text(transcript), "text/plain; charset=utf-8");
            case "html":
                request.HttpContext.Response.Headers.ContentSecurityPolicy = Transcripts.Policy;
                request.HttpContext.Response.Headers.XContentTypeOptions = "nosniff";
                return TypedResults.Text(Transcripts.Html(transcript), "text/html; charset=utf-8");
            default:
                return ApiError.OutOfRange("format must be json, text or html.").ToResult();
        }
    }, cancellationToken);

    /// <summary><c>POST chats/{id}/end</c></summary>
    public Task<IResult> EndAsync(string id, CancellationToken cancellationToken) => WithChatAsync(id, async chat =>
        await intake.EndAsync(id, chat.ContactCenterId, EndReason.Operator, cancellationToken) == PostResult.Accepted
            ? TypedResults.Json(new StatusReply(), ApiJson.Readable.StatusReply)
            : ApiError.Ended.ToResult(), cancellationToken);

    private async Task<IResult> WithChatAsync(string id, Func<Chat, Task<IResult>> handle, CancellationToken cancellationToken) =>
        ChatIds.IsWellFormed(id) && await store.LoadAsync(id, cancellationToken) is { } stored ? await handle(stored.Chat) : ApiError.UnknownChat.ToResult();

    private async Task<IResult> ReplyAsync(CatalogPage page, string state, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var atFault = faults.ListAsync(cancellationToken);
        var chats = await Task.WhenAll(page.Chats.Select(async entry =>
            await store.LoadAsync(entry.ChatId, cancellationToken) is { } stored
                ? OpsViews.Summary(stored.Chat, entry, stored.Chat.Phase != ChatPhase.Finished ? await runtime.DescribeAsync(entry.ChatId, cancellationToken) : null, centers.NameOf, now)
                : null));
        return TypedResults.Json(
            new ChatListReply(
                [.. chats.OfType<ChatSummary>().Where(c => state switch { "waiting" => c.State == nameof(ChatState.WaitingForAgent), "chatting" => c.State == nameof(ChatState.Chatting), _ => true })],
                page.Continuation)
            {
                AccountsAtFault = await atFault,
            },
            Json);
    }

    private async Task<(AddressBody? Customer, ApiError? Error)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (body, error) = await bodies.ReadAsync(request, 4_096, cancellationToken);
        return body is null ? (null, error)
            : Body.Read(body, json => new AddressBody(Body.Required(json, "channel", 64), Body.Optional(json, "account", 128), Body.Required(json, "address", 256)));
    }

    private sealed record AddressBody(string Channel, string? Account, string Address);

    private static partial class Log
    {
        [LoggerMessage(330, LogLevel.Warning, "An operator erased {Chats} chats, {Rows} rows, {Files} files.")]
        public static partial void Erased(ILogger logger, int chats, int rows, int files);
    }
}
