using Azure;
using Azure.Data.Tables;
using CustomerChat.Storage;

namespace CustomerChat.SelfHost.Runtime;

/// <summary>
/// The lease as a row, taken and renewed by its ETag, so that one process at most succeeds. The wake-ups are rows of the same
/// partition: one query a round reads both. Whether a lease has run out is told by each machine's own clock: clocks that differ by
/// some seconds make a takeover that much earlier or later. Two processes that run turns at once do no harm: every
/// commit and every send is guarded by the chat itself.
/// </summary>
internal sealed class RunnerLease(Tables tables, HostIdentity self, TimeProvider time) : IRunnerLease
{
    private const string Owner = "Owner";
    private const string Until = "Until";

    /// <summary>How many wake-ups are removed at once.</summary>
    private const int RemovalsAtOnce = 16;

    public async Task<LeaseRound> HoldAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        // Twice: a refusal may come from our own write, whose answer was lost and which was then repeated.
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
                    // It was left anew since it was read: the next round has it.
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

    /// <summary>One try; null when another write came between reading and writing.</summary>
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
