using System.Globalization;
using System.Text;
using System.Text.Json;
using CustomerChat.App.Api;
using CustomerChat.App.Http;
using CustomerChat.Chats;
using CustomerChat.Consent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CustomerChat.App.Ops;

/// <summary>
/// Which customers take messages, for operators: they list, export and correct consents. The host checks the operator's key. Addresses go
/// in bodies, never in a URL.
/// </summary>
public sealed partial class ConsentApi(IConsents store, Consents consents, BodyReader bodies, ILogger<ConsentApi> logger)
{
    private const int DefaultPage = 50;
    private const int MaxPage = 200;
    private const int ExportPage = 1_000;
    private const int MaxReason = 500;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>
    /// <c>GET consents?channel=&amp;account=&amp;state=&amp;limit=&amp;continuation=&amp;format=json|csv</c>. CSV has all pages in one
    /// file.
    /// </summary>
    public async Task<IResult> ListAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        string? Text(string name) => OpsQuery.Text(request, name);

        var limit = Text("limit") is not { } given ? DefaultPage : int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        if (limit is < 1 or > MaxPage)
        {
            return ApiError.OutOfRange($"limit must be a number from 1 to {MaxPage}.").ToResult();
        }

        ConsentState? state = null;
        if (Text("state") is { } word && (state = State(word)) is null)
        {
            return ApiError.OutOfRange("state must be optedIn or optedOut.").ToResult();
        }

        var (channel, account) = (Text("channel"), Text("account"));
        switch (Text("format"))
        {
            case "csv":
                return TypedResults.Stream(stream => ExportAsync(stream, channel, account, state, cancellationToken), "text/csv; charset=utf-8", "consents.csv");
            case null or "json":
                break;
            default:
                return ApiError.OutOfRange("format must be json or csv.").ToResult();
        }

        try
        {
            var (records, continuation) = await store.ListAsync(channel, account, state, Text("continuation"), limit, cancellationToken);
            return TypedResults.Json(new ConsentListReply([.. records.Select(Reply)], continuation), Json);
        }
        catch (Azure.RequestFailedException e) when (e.Status == 400)
        {
            return ApiError.OutOfRange("The continuation does not belong to this list.").ToResult();
        }
    }

    /// <summary>
    /// <c>POST consents</c> with channel, account, address, state and a reason: corrects what the relay knows about a customer.
    /// </summary>
    public async Task<IResult> CorrectAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (body, error) = await bodies.ReadAsync(request, 4_096, cancellationToken);
        if (body is null)
        {
            return error!.ToResult();
        }

        (var wish, error) = Body.Read(body, json => new Correction(
            Body.Required(json, "channel", 64), Body.Required(json, "account", 128), Body.Required(json, "address", 256),
            Body.Required(json, "state", 16), Body.Required(json, "reason", MaxReason)));
        if (wish is null)
        {
            return error!.ToResult();
        }

        if (State(wish.State) is not { } state)
        {
            return ApiError.OutOfRange("state must be optedIn or optedOut.").ToResult();
        }

        var customer = new ChannelAddress(wish.Channel.ToLowerInvariant(), wish.Account.ToLowerInvariant(), wish.Address);
        var record = await consents.CorrectAsync(customer, state, wish.Reason, cancellationToken);
        Log.Corrected(logger, customer.Channel, customer.Account, state);
        return TypedResults.Json(Reply(record), Json);
    }

    private async Task ExportAsync(Stream stream, string? channel, string? account, ConsentState? state, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        await writer.WriteAsync("channel,account,address,state,scope,cause,at,reason\r\n");
        string? continuation = null;
        do
        {
            (var records, continuation) = await store.ListAsync(channel, account, state, continuation, ExportPage, cancellationToken);
            foreach (var record in records.Select(Reply))
            {
                await writer.WriteAsync(CsvRow.Of(
                    record.Channel, record.Account, record.Address, record.State, record.Scope, record.Cause,
                    record.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), record.Reason ?? ""));
            }
        }
        while (continuation is not null);
    }

    private static ConsentState? State(string word) => word switch
    {
        "optedIn" => ConsentState.OptedIn,
        "optedOut" => ConsentState.OptedOut,
        _ => null,
    };

    private static ConsentReply Reply(ConsentRecord record) => new(
        record.Customer.Channel, record.Customer.Account, record.Customer.Address,
        record.State == ConsentState.OptedIn ? "optedIn" : "optedOut", Name(record.Scope), Name(record.Cause), record.At, record.Reason);

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private sealed record Correction(string Channel, string Account, string Address, string State, string Reason);

    private static partial class Log
    {
        [LoggerMessage(331, LogLevel.Warning, "An operator corrected a consent of {Channel} account {Account} to {State}.")]
        public static partial void Corrected(ILogger logger, string channel, string account, ConsentState state);
    }
}

/// <param name="State">optedIn or optedOut.</param>
/// <param name="Scope">all or marketing.</param>
/// <param name="Cause">word, provider, refusal, platform or operator.</param>
public sealed record ConsentReply(string Channel, string Account, string Address, string State, string Scope, string Cause, DateTimeOffset At, string? Reason);

/// <summary>One page of the list.</summary>
public sealed record ConsentListReply(IReadOnlyList<ConsentReply> Consents, string? Continuation);
