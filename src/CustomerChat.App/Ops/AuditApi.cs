using System.Globalization;
using System.Text;
using System.Text.Json;
using CustomerChat.App.Api;
using CustomerChat.Operating;
using Microsoft.AspNetCore.Http;

namespace CustomerChat.App.Ops;

/// <summary>The audit log, for operators. The host checks the operator's key or sign-in.</summary>
public sealed class AuditApi(IAuditLog log, TimeProvider time)
{
    private const int MaxPage = 1_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>
    /// <c>GET audit?from=&amp;to=&amp;limit=&amp;continuation=&amp;format=json|csv</c>. Without from and to: the last day. CSV has all
    /// pages in one file.
    /// </summary>
    public async Task<IResult> ListAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!OpsQuery.TryTime(request, "to", time.GetUtcNow(), out var to)
            || !OpsQuery.TryTime(request, "from", to > DateTimeOffset.MinValue.AddDays(1) ? to.AddDays(-1) : to, out var from)
            || from >= to)
        {
            return ApiError.OutOfRange("from and to must be times, such as 2026-01-02T03:04:05Z, and from must be before to.").ToResult();
        }

        var limit = OpsQuery.Text(request, "limit") is not { } given ? 100 : int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        if (limit is < 1 or > MaxPage)
        {
            return ApiError.OutOfRange($"limit must be a number from 1 to {MaxPage}.").ToResult();
        }

        switch (OpsQuery.Text(request, "format"))
        {
            case null or "json":
                try
                {
                    var (entries, continuation) = await log.ListAsync(from, to, OpsQuery.Text(request, "continuation"), limit, cancellationToken);
                    return TypedResults.Json(new AuditReply([.. entries.Select(e => new AuditEntryReply(e.At, e.Operator, e.Action, e.Subject))], continuation), Json);
                }
                catch (Azure.RequestFailedException e) when (e.Status == 400)
                {
                    return ApiError.OutOfRange("The continuation does not belong to this list.").ToResult();
                }

            case "csv":
                return TypedResults.Stream(stream => ExportAsync(stream, from, to, cancellationToken), "text/csv; charset=utf-8", "audit.csv");
            default:
                return ApiError.OutOfRange("format must be json or csv.").ToResult();
        }
    }

    private async Task ExportAsync(Stream stream, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        await writer.WriteAsync("at,operator,action,subject\r\n");
        string? continuation = null;
        do
        {
            (var entries, continuation) = await log.ListAsync(from, to, continuation, MaxPage, cancellationToken);
            foreach (var entry in entries)
            {
                await writer.WriteAsync(CsvRow.Of(entry.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture), entry.Operator, entry.Action, entry.Subject ?? ""));
            }
        }
        while (continuation is not null);
    }
}

/// <param name="Entries">What operators asked for, the oldest first.</param>
/// <param name="Continuation">Send this back for the next page; null = this was the last page.</param>
public sealed record AuditReply(IReadOnlyList<AuditEntryReply> Entries, string? Continuation);

/// <param name="At">When the operator asked.</param>
/// <param name="Operator">Who asked: the name of the key, or of the user who signed in.</param>
/// <param name="Action">The method and the route; for an export also the format.</param>
/// <param name="Subject">The id in the route; for a chat's id only the first eight digits. Null = the route has no id.</param>
public sealed record AuditEntryReply(DateTimeOffset At, string Operator, string Action, string? Subject);
