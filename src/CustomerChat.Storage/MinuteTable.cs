using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure.Data.Tables;
using CustomerChat.Operating;

namespace CustomerChat.Storage;

/// <summary>Minutes: one partition for each day, one row for each minute and process.</summary>
public sealed class MinuteTable(Tables tables) : IMinutes
{
    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    /// <inheritdoc />
    public async Task SaveAsync(Minute minute, string instance, CancellationToken cancellationToken)
    {
        var row = new TableEntity(TableKeys.MinuteDay(minute.At), TableKeys.MinuteRow(minute.At, instance))
        {
            [nameof(Minute.At)] = minute.At,
            [nameof(Minute.Open)] = minute.Open,
            [nameof(Minute.Waiting)] = minute.Waiting,
        };
        TextColumns.Set(row, nameof(Minute.Figures), JsonSerializer.Serialize(minute.Figures.Select(f => new Column(f.Key, f.Value.Count, f.Value.Sum, f.Value.Max)), Json));
        await (await tables.Minutes).UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<Minute> ReadAsync(DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var table = await tables.Minutes;
        for (var day = from; day < to; day = new DateTimeOffset(day.UtcDateTime.Date.AddDays(1), TimeSpan.Zero))
        {
            var partition = TableKeys.MinuteDay(day);
            var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {TableKeys.MinuteOf(day)}");
            filter += TableKeys.MinuteDay(to) == partition ? " and " + TableClient.CreateQueryFilter($"RowKey lt {TableKeys.MinuteOf(to)}") : "";
            await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
            {
                yield return Read(row);
            }
        }
    }

    /// <inheritdoc />
    public async Task RemoveBeforeAsync(DateTimeOffset day, CancellationToken cancellationToken) =>
        await Rows.RemovePartitionsBeforeAsync(await tables.Minutes, TableKeys.MinuteDay(day), cancellationToken);

    private static Minute Read(TableEntity row) => new(row.GetDateTimeOffset(nameof(Minute.At)) ?? default)
    {
        Open = row.GetInt32(nameof(Minute.Open)) ?? 0,
        Waiting = row.GetInt32(nameof(Minute.Waiting)) ?? 0,
        Figures = JsonSerializer.Deserialize<List<Column>>(TextColumns.Get(row, nameof(Minute.Figures)) ?? "[]", Json)!
            .ToImmutableDictionary(c => c.Of, c => new Figure(c.Count, c.Sum, c.Max)),
    };

    /// <summary>A figure as it is stored.</summary>
    private sealed record Column(MinuteKey Of, long Count, double Sum, double Max);
}
