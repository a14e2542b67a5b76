using System.Collections.Immutable;
using Azure.Data.Tables;
using CustomerChat.Operating;

namespace CustomerChat.Storage;

/// <summary>The audit log: one partition for each day, one row for each entry, in order of time.</summary>
public sealed class AuditTable(Tables tables) : IAuditLog
{
    /// <inheritdoc />
    public async Task AddAsync(AuditEntry entry, CancellationToken cancellationToken) => await (await tables.Audit).UpsertEntityAsync(
        new TableEntity(TableKeys.AuditDay(entry.At), TableKeys.AuditRow(entry.At, Guid.NewGuid()))
        {
            [nameof(AuditEntry.At)] = entry.At,
            [nameof(AuditEntry.Operator)] = entry.Operator,
            [nameof(AuditEntry.Action)] = entry.Action,
            [nameof(AuditEntry.Subject)] = entry.Subject,
        },
        TableUpdateMode.Replace,
        cancellationToken);

    /// <inheritdoc />
    public async Task<(ImmutableArray<AuditEntry> Entries, string? Continuation)> ListAsync(
        DateTimeOffset from, DateTimeOffset to, string? continuation, int most, CancellationToken cancellationToken)
    {
        var (first, last) = (TableKeys.AuditDay(from), TableKeys.AuditDay(to));
        var filter = TableClient.CreateQueryFilter($"PartitionKey ge {first} and PartitionKey le {last} and At ge {from} and At lt {to}");
        await foreach (var page in (await tables.Audit).QueryAsync<TableEntity>(filter, most, cancellationToken: cancellationToken).AsPages(continuation, most))
        {
            return ([.. page.Values.Select(Read)], page.ContinuationToken);
        }

        return ([], null);
    }

    /// <inheritdoc />
    public async Task RemoveBeforeAsync(DateTimeOffset day, CancellationToken cancellationToken) =>
        await Rows.RemovePartitionsBeforeAsync(await tables.Audit, TableKeys.AuditDay(day), cancellationToken);

    private static AuditEntry Read(TableEntity row) => new(
        row.GetDateTimeOffset(nameof(AuditEntry.At)) ?? default, row.GetString(nameof(AuditEntry.Operator)), row.GetString(nameof(AuditEntry.Action)),
        row.GetString(nameof(AuditEntry.Subject)));
}
