using Azure;
using Azure.Data.Tables;

namespace CustomerChat.Storage;

/// <summary>Operations on many rows.</summary>
internal static class Rows
{
    /// <summary>The most rows of one transaction.</summary>
    private const int MaxRows = 100;

    /// <summary>Removes the rows that match a filter. All of them must be in one partition.</summary>
    /// <returns>The number of removed rows.</returns>
    public static async Task<int> RemoveAsync(TableClient table, string filter, CancellationToken cancellationToken)
    {
        var removed = 0;
        var rows = table.QueryAsync<TableEntity>(filter, MaxRows, ["PartitionKey", "RowKey"], cancellationToken);
        await foreach (var page in rows.AsPages().WithCancellation(cancellationToken))
        {
            removed += await RemoveAsync(table, page.Values, cancellationToken);
        }

        return removed;
    }

    /// <summary>Removes the partitions whose keys sort before a key, one after the other.</summary>
    public static async Task RemovePartitionsBeforeAsync(TableClient table, string end, CancellationToken cancellationToken)
    {
        while (await FirstBeforeAsync(table, end, cancellationToken) is { } partition)
        {
            await RemoveAsync(table, TableClient.CreateQueryFilter($"PartitionKey eq {partition}"), cancellationToken);
        }
    }

    private static async Task<string?> FirstBeforeAsync(TableClient table, string end, CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey lt {end}"), 1, ["PartitionKey"], cancellationToken))
        {
            return row.PartitionKey;
        }

        return null;
    }

    private static async Task<int> RemoveAsync(TableClient table, IReadOnlyList<TableEntity> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return 0;
        }

        try
        {
            await table.SubmitTransactionAsync(rows.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)), cancellationToken);
            return rows.Count;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // Another process removes the same rows: the rows that are left are removed one by one.
            var removed = 0;
            foreach (var row in rows)
            {
                removed += (await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken)).Status == 204 ? 1 : 0;
            }

            return removed;
        }
    }
}
