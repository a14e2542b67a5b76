using System.Globalization;
using System.Text;
using System.Text.Json;
using CustomerChat.App.Api;
using CustomerChat.ContactCenter;
using CustomerChat.Operating;
using Microsoft.AspNetCore.Http;

namespace CustomerChat.App.Ops;

/// <summary>What happened, minute by minute, for operators. The host checks the operator's key.</summary>
public sealed class MinuteApi(IMinutes store, ContactCenterDirectory centers, TimeProvider time)
{
    private const int MaxPoints = 1_500;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary><c>GET minutes?from=&amp;to=&amp;step=&amp;format=json|csv</c>. Without from and to: the last hour.</summary>
    public async Task<IResult> GetAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        string? Text(string name) => OpsQuery.Text(request, name);

        if (!OpsQuery.TryTime(request, "to", time.GetUtcNow(), out var to) || !OpsQuery.TryTime(request, "from", to > DateTimeOffset.MinValue.AddDays(1) ? to.AddHours(-1) : to, out var from))
        {
            return ApiError.OutOfRange("from and to must be times, such as 2026-01-02T03:04:05Z.").ToResult();
        }

        var minutes = Text("step") is not { } given ? 1 : int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        if (minutes is < 1 or > 1_440)
        {
            return ApiError.OutOfRange("step must be a number of minutes from 1 to 1440.").ToResult();
        }

        if (from >= to || to > time.GetUtcNow().AddDays(1) || (to - from).TotalMinutes / minutes > MaxPoints || to - from > Minute.KeptFor + TimeSpan.FromDays(1))
        {
            return ApiError.OutOfRange($"from must be before to. The period may have at most 31 days and {MaxPoints} steps. to must not be later than tomorrow.").ToResult();
        }

        var format = Text("format");
        if (format is not (null or "json" or "csv"))
        {
            return ApiError.OutOfRange("format must be json or csv.").ToResult();
        }

        var step = TimeSpan.FromMinutes(minutes);
        from = Minute.Floor(from, step);
        var read = new List<Minute>();
        await foreach (var minute in store.ReadAsync(from, to, cancellationToken))
        {
            read.Add(minute);
        }

        var reply = MinuteViews.Reply(from, to, minutes, Minute.Steps(read, step), centers.NameOf);
        return format == "csv"
            ? TypedResults.File(Encoding.UTF8.GetBytes(MinuteViews.Csv(reply)), "text/csv; charset=utf-8", "minutes.csv")
            : TypedResults.Json(reply, Json);
    }
}
