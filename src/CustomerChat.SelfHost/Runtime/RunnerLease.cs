using Azure;
using Azure.Data.Tables;
using CustomerChat.Storage;

namespace CustomerChat.SelfHost.Runtime;

/// <summary>
/// The lease as a row. Processes take and renew it by its ETag, so at most one process succeeds. The wake-ups are rows of the same partition, so one query a round
/// reads both. Each machine decides by its own clock whether a lease has expired: if clocks differ by some seconds, a takeover comes that much earlier or later.
/// If two processes run turns at the same time, they do no harm: the chat itself guards every commit and every send.
/// </summary>
internal sealed class RunnerLease(Tables tables, HostIdentity self, TimeProvider time) : IRunnerLease
{
    private const string Owner = "Owner";
    private const string Until = "Until";

    /// <summary>How many wake-ups are removed at the same time.</summary>
    private const int RemovalsAtOnce = 16;

    public async Task<LeaseRound> HoldAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        // Two tries: if the answer to our write is lost, the write is repeated, and then the repeated write is refused because of our own first write.
        return await TryHoldAsync(until, cancellationToken) ?? await TryHoldAsync(until, cancellationToken) ?? LeaseRound.Refused;
    }

    public async Task RemoveAsync(IReadOnlyList<Wake> wakes, CancellationToken cancellationToken)
    {
        var table = await tables.ChatIndex;
        await Parallel.ForEachAsync(
            wakes,
            new ParallelOptions { MaxDegreeOfParallelism = RemovalsAtOnce, CancellationToken = cancellationToken },
            async (wake, token) =>
            {
                try
                {
                    await table.DeleteEntityAsync(TableKeys.Runner, TableKeys.Wake(wake.ChatId), new ETag(wake.Version), token);
                }
                catch (RequestFailedException e) when (e.Status == 412)
                {
                    // A process has left the wake-up again since it was read. The next round reads it.
                }
            });
    }

    public async Task WakeAsync(string chatId, CancellationToken cancellationToken) =>
        await (await tables.ChatIndex).UpsertEntityAsync(
            new TableEntity(TableKeys.Runner, TableKeys.Wake(chatId)), TableUpdateMode.Replace, cancellationToken);

    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        var table = await tables.ChatIndex;
        var held = await table.GetEntityIfExistsAsync<TableEntity>(TableKeys.Runner, TableKeys.RunnerLease, cancellationToken: cancellationToken);
        if (held.HasValue && held.Value!.GetString(Owner) == self.Name)
        {
            await table.DeleteEntityAsync(held.Value.PartitionKey, held.Value.RowKey, held.Value.ETag, cancellationToken);
        }
    }

    /// <summary>Tries once; null = another write came between the read and the write.</summary>
    private async Task<LeaseRound?> TryHoldAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        var table = await tables.ChatIndex;
        TableEntity? held = null;
        var wakes = new List<Wake>();
        await foreach (var row in table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {TableKeys.Runner}"), cancellationToken: cancellationToken))
        {
            if (row.RowKey == TableKeys.RunnerLease)
            {
                held = row;
            }
            else
            {
                wakes.Add(new Wake(row.RowKey[TableKeys.WakePrefix.Length..], row.ETag.ToString()));
            }
        }

        var owner = held?.GetString(Owner);
        if (owner is not null && owner != self.Name && held!.GetDateTimeOffset(Until) > time.GetUtcNow() && !HostIdentity.IsGone(owner))
        {
            return LeaseRound.Refused;
        }

        try
        {
            var lease = new TableEntity(TableKeys.Runner, TableKeys.RunnerLease) { [Owner] = self.Name, [Until] = until };
            _ = held is null
                ? await table.AddEntityAsync(lease, cancellationToken)
                : await table.UpdateEntityAsync(lease, held.ETag, TableUpdateMode.Replace, cancellationToken);
            return new LeaseRound(IsHeld: true, IsNew: owner != self.Name, wakes);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            return null;
        }
    }
}
