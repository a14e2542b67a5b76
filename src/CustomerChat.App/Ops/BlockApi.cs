using System.Globalization;
using System.Text.Json;
using CustomerChat.App.Api;
using CustomerChat.App.Http;
using CustomerChat.Chats;
using CustomerChat.Consent;
using CustomerChat.Delivery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CustomerChat.App.Ops;

/// <summary>
/// The block list, for operators: they list, add and remove blocks. The host checks the operator's key. Addresses go in bodies, never in a
/// URL: a block is removed by its id.
/// </summary>
public sealed partial class BlockApi(IBlocks store, Blocks blocks, IChannelSenders senders, BodyReader bodies, TimeProvider time, ILogger<BlockApi> logger)
{
    private const int DefaultPage = 50;
    private const int MaxPage = 200;
    private const int MaxReason = 500;

    private static readonly string[] Channels = ["sms", "whatsapp", "messenger", "telegram", "webhook"];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    internal static ApiError Full { get; } = new(409, 10, string.Create(CultureInfo.InvariantCulture, $"The list is full: it may have at most {Blocks.Most} blocks. Block a prefix instead."));

    internal static ApiError Unknown { get; } = new(404, 6, "There is no such block.");

    internal static ApiError OneOfTwo { get; } = ApiError.Missing("Send either address or prefix, not both.");

    /// <summary><c>GET blocks?channel=&amp;account=&amp;limit=&amp;continuation=</c></summary>
    public async Task<IResult> ListAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        string? Text(string name) => OpsQuery.Text(request, name);

        var limit = Text("limit") is not { } given ? DefaultPage : int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        if (limit is < 1 or > MaxPage)
        {
            return ApiError.OutOfRange($"limit must be a number from 1 to {MaxPage}.").ToResult();
        }

        try
        {
            var (page, continuation) = await store.ListAsync(
                Text("channel")?.ToLowerInvariant(), Text("account")?.ToLowerInvariant(), Text("continuation"), limit, cancellationToken);
            return TypedResults.Json(new BlockListReply([.. page.Select(Reply)], continuation), Json);
        }
        catch (Azure.RequestFailedException e) when (e.Status == 400)
        {
            return ApiError.OutOfRange("The continuation does not belong to this list.").ToResult();
        }
    }

    /// <summary>
    /// <c>POST blocks</c> with channel, account (none = every account), address or prefix, a reason, and who blocks (<c>by</c>).
    /// </summary>
    public async Task<IResult> AddAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (body, error) = await bodies.ReadAsync(request, 4_096, cancellationToken);
        if (body is null)
        {
            return error!.ToResult();
        }

        (var wish, error) = Body.Read(body, json => new Wish(
            Body.Required(json, "channel", 64).ToLowerInvariant(), Body.Optional(json, "account", 128)?.ToLowerInvariant(), Body.Optional(json, "address", 256),
            Body.Optional(json, "prefix", 256), Body.Required(json, "reason", MaxReason), Body.Optional(json, "by", 128)));
        if ((error ?? Fault(wish!)) is { } fault)
        {
            return fault.ToResult();
        }

        var block = new Block(
            wish!.Channel, wish.Account, Block.Normal(wish.Channel, wish.Address ?? wish.Prefix!), wish.Address is null, wish.Reason, wish.By, time.GetUtcNow());
        if (!await blocks.TryAddAsync(block, cancellationToken))
        {
            return Full.ToResult();
        }

        Log.Added(logger, block.IsPrefix ? "a prefix" : "an address", block.Channel, block.Account ?? "(every)");
        return TypedResults.Json(Reply(block), Json);
    }

    /// <summary><c>DELETE blocks/{id}</c></summary>
    public async Task<IResult> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        if (id.Length != 32 || !id.All(char.IsAsciiHexDigitLower) || !await blocks.RemoveAsync(id, cancellationToken))
        {
            return Unknown.ToResult();
        }

        Log.Removed(logger, id);
        return TypedResults.Json(new StatusReply(), ApiJson.Readable.StatusReply);
    }

    private ApiError? Fault(Wish wish) =>
        !Channels.Contains(wish.Channel) ? ApiError.OutOfRange($"channel must be one of {string.Join(", ", Channels)}.")
        : wish.Account is { } account && senders.Find(new ChannelAddress(wish.Channel, account, "")) is null ? ApiError.OutOfRange("The channel has no account of this name.")
        : (wish.Address is null) == (wish.Prefix is null) ? OneOfTwo
        : !Block.Normal(wish.Channel, wish.Address ?? wish.Prefix!).Any(char.IsLetterOrDigit) ? ApiError.OutOfRange("An address or prefix must have at least one digit or letter.")
        : null;

    private static BlockReply Reply(Block block) => new(
        block.Id, block.Channel, block.Account, block.IsPrefix ? null : block.Address, block.IsPrefix ? block.Address : null, block.Reason, block.By, block.At);

    private sealed record Wish(string Channel, string? Account, string? Address, string? Prefix, string Reason, string? By);

    private static partial class Log
    {
        [LoggerMessage(332, LogLevel.Warning, "An operator blocked {What} at {Channel} account {Account}.")]
        public static partial void Added(ILogger logger, string what, string channel, string account);

        [LoggerMessage(333, LogLevel.Warning, "An operator removed block {Block}.")]
        public static partial void Removed(ILogger logger, string block);
    }
}

/// <summary>One block: the relay ignores messages from these addresses.</summary>
/// <param name="Id">The id by which the block is removed.</param>
/// <param name="Account">Null = every account of the channel.</param>
/// <param name="Address">The address; null where a prefix is blocked.</param>
/// <param name="Prefix">How the blocked addresses begin; null where one address is blocked.</param>
public sealed record BlockReply(string Id, string Channel, string? Account, string? Address, string? Prefix, string Reason, string? By, DateTimeOffset At);

/// <summary>One page of the list.</summary>
public sealed record BlockListReply(IReadOnlyList<BlockReply> Blocks, string? Continuation);
