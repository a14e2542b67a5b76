using System.Collections.Immutable;
using Azure.Data.Tables;
using CustomerChat.Consent;

namespace CustomerChat.Storage;

/// <summary>The block list: one partition, with one row for each block, so that one query reads a thousand blocks.</summary>
public sealed class BlockTable(Tables tables) : IBlocks
{
    public async Task SaveAsync(Block block, CancellationToken cancellationToken) =>
        await (await tables.Blocks).UpsertEntityAsync(
            new TableEntity(TableKeys.BlockPartition, block.Id)
            {
                [nameof(Block.Channel)] = block.Channel,

                // A filter can't ask for a column that does not exist.
                [nameof(Block.Account)] = block.Account ?? "",
                [nameof(Block.Address)] = block.Address,
                [nameof(Block.IsPrefix)] = block.IsPrefix,
                [nameof(Block.Reason)] = block.Reason,
                [nameof(Block.By)] = block.By,
                [nameof(Block.At)] = block.At,
            },
            TableUpdateMode.Replace,
            cancellationToken);

    public async Task<bool> RemoveAsync(string id, CancellationToken cancellationToken) =>
        (await (await tables.Blocks).DeleteEntityAsync(TableKeys.BlockPartition, id, cancellationToken: cancellationToken)).Status == 204;

    public async Task<(ImmutableArray<Block> Blocks, string? Continuation)> ListAsync(
        string? channel, string? account, string? continuation, int most, CancellationToken cancellationToken)
    {
        string[] filters =
        [
            TableClient.CreateQueryFilter($"PartitionKey eq {TableKeys.BlockPartition}"),
            .. channel is null ? [] : new[] { TableClient.CreateQueryFilter($"Channel eq {channel}") },
            .. account is null ? [] : new[] { "(" + TableClient.CreateQueryFilter($"Account eq {account} or Account eq ''") + ")" },
        ];
        var pages = (await tables.Blocks).QueryAsync<TableEntity>(string.Join(" and ", filters), most, cancellationToken: cancellationToken).AsPages(continuation, most);
        await foreach (var page in pages.WithCancellation(cancellationToken))
        {
            return ([.. page.Values.Select(Read)], page.ContinuationToken);
        }

        return ([], null);
    }

    private static Block Read(TableEntity row) => new(
        row.GetString(nameof(Block.Channel)),
        row.GetString(nameof(Block.Account)) is { Length: > 0 } account ? account : null,
        row.GetString(nameof(Block.Address)),
        row.GetBoolean(nameof(Block.IsPrefix)) ?? false,
        row.GetString(nameof(Block.Reason)),
        row.GetString(nameof(Block.By)),
        row.GetDateTimeOffset(nameof(Block.At)) ?? default);
}
