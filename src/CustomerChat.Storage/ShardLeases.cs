using Azure;
using Azure.Data.Tables;
using CustomerChat.Operating;

namespace CustomerChat.Storage;

/// <summary>Leases as rows: taken and renewed by ETag, so that one at most succeeds.</summary>
public sealed class ShardLeases(Tables tables, TimeProvider time) : IShardLeases
{
    private const string Owner = "Owner";
    private const string Until = "Until";

    public async Task<bool> TryHoldAsync(
        int shard, string owner, DateTimeOffset until, Func<string, bool> isGone, CancellationToken cancellationToken)
    {
        var table = await tables.ChatIndex;
        var lease = new TableEntity(TableKeys.Leases, TableKeys.Lease(shard)) { [Owner] = owner, [Until] = until };
        try
        {
            var held = await table.GetEntityIfExistsAsync<TableEntity>(lease.PartitionKey, lease.RowKey, cancellationToken: cancellationToken);
            if (!held.HasValue)
            {
                await table.AddEntityAsync(lease, cancellationToken);
                return true;
            }

            var holder = held.Value!.GetString(Owner);
            if (holder != owner && held.Value.GetDateTimeOffset(Until) > time.GetUtcNow() && !isGone(holder))
            {
                return false;
            }

            await table.UpdateEntityAsync(lease, held.Value.ETag, TableUpdateMode.Replace, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412 or 404)
        {
            return false;
        }
    }

    public async Task ReleaseAsync(int shard, string owner, CancellationToken cancellationToken)
    {
        var table = await tables.ChatIndex;
        var held = await table.GetEntityIfExistsAsync<TableEntity>(TableKeys.Leases, TableKeys.Lease(shard), cancellationToken: cancellationToken);
        if (held.HasValue && held.Value!.GetString(Owner) == owner)
        {
            await table.DeleteEntityAsync(TableKeys.Leases, TableKeys.Lease(shard), held.Value.ETag, cancellationToken);
        }
    }

    public async Task RingAsync(int shard, string chatId, CancellationToken cancellationToken) =>
        await (await tables.ChatIndex).UpsertEntityAsync(
            new TableEntity(TableKeys.Rings(shard), chatId), TableUpdateMode.Replace, cancellationToken);

    public async Task<IReadOnlyList<string>> TakeRingsAsync(int shard, CancellationToken cancellationToken)
    {
        var table = await tables.ChatIndex;
        var partition = TableKeys.Rings(shard);
        var rung = new List<string>();
        await foreach (var row in table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {partition}"), cancellationToken: cancellationToken))
        {
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
            rung.Add(row.RowKey);
        }

        return rung;
    }
}
