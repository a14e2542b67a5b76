using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using CustomerChat.Chats;
using CustomerChat.Operating;

namespace CustomerChat.Storage;

/// <summary>Open chats by shard; ended ones by day and contact centre.</summary>
public sealed class ChatIndex(Tables tables) : IChatIndex, IChatCatalog
{
    private const string SignOfLife = "SignOfLifeAt";

    public int ShardOf(string chatId) => TableKeys.Shard(chatId, IChatIndex.Shards);

    public async Task AddAsync(Chat chat, CancellationToken cancellationToken) =>
        await (await tables.ChatIndex).UpsertEntityAsync(
            Row(TableKeys.Open(ShardOf(chat.Id)), chat.Id, chat), TableUpdateMode.Replace, cancellationToken);

    public async Task EndAsync(Chat chat, CancellationToken cancellationToken)
    {
        var open = await (await tables.ChatIndex).GetEntityIfExistsAsync<TableEntity>(
            TableKeys.Open(ShardOf(chat.Id)), chat.Id, ["RowKey"], cancellationToken);
        if (!open.HasValue)
        {
            // It is noted already, or was erased under its last turn: then nothing is to be left of it.
            return;
        }

        var ended = Row(TableKeys.Ended(chat.EndedAt ?? chat.OpenedAt), TableKeys.EndedRow(chat.ContactCenterId, chat.Id), chat);
        ended[nameof(Chat.EndedAt)] = chat.EndedAt;
        ended[nameof(Chat.EndReason)] = chat.EndReason?.ToString();
        await (await tables.ChatIndex).UpsertEntityAsync(ended, TableUpdateMode.Replace, cancellationToken);
        await RemoveAsync(chat.Id, cancellationToken);
    }

    public async Task RemoveAsync(string chatId, CancellationToken cancellationToken) =>
        await (await tables.ChatIndex).DeleteEntityAsync(TableKeys.Open(ShardOf(chatId)), chatId, ETag.All, cancellationToken);

    public async Task GiveSignOfLifeAsync(string chatId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        try
        {
            var sign = new TableEntity(TableKeys.Open(ShardOf(chatId)), chatId) { [SignOfLife] = at };
            await (await tables.ChatIndex).UpdateEntityAsync(sign, ETag.All, TableUpdateMode.Merge, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // The chat has ended meanwhile.
        }
    }

    public async IAsyncEnumerable<OpenChat> ListOpenAsync(int shard, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var partition = TableKeys.Open(shard);
        var rows = (await tables.ChatIndex).QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {partition}"), cancellationToken: cancellationToken);
        await foreach (var row in rows)
        {
            yield return new OpenChat(row.RowKey, row.GetDateTimeOffset(nameof(Chat.OpenedAt)) ?? default, row.GetDateTimeOffset(SignOfLife));
        }
    }

    public async Task<CatalogPage> ListAsync(CatalogQuery query, string? continuation, int most, CancellationToken cancellationToken)
    {
        var pages = (await tables.ChatIndex).QueryAsync<TableEntity>(Filter(query), most, cancellationToken: cancellationToken).AsPages(continuation, most);
        await foreach (var page in pages.WithCancellation(cancellationToken))
        {
            return new CatalogPage(
                [.. page.Values.Select(r => new CatalogEntry(
                    r.GetString("ChatId"), r.PartitionKey.StartsWith(TableKeys.OpenPrefix, StringComparison.Ordinal), r.GetDateTimeOffset(SignOfLife)))],
                page.ContinuationToken);
        }

        return new CatalogPage([], null);
    }

    private static string Filter(CatalogQuery query)
    {
        string[] partitions = query.Open switch { true => [TableKeys.OpenPrefix], false => [TableKeys.EndedPrefix], null => [TableKeys.OpenPrefix, TableKeys.EndedPrefix] };
        var filter = string.Join(" or ", partitions.Select(p =>
        {
            var end = TableKeys.After(p);
            return $"({TableClient.CreateQueryFilter($"PartitionKey ge {p} and PartitionKey lt {end}")})";
        }));
        var conditions = new List<string> { $"({filter})" };
        if (query.ContactCenterId?.ToLowerInvariant() is { } center)
        {
            conditions.Add(TableClient.CreateQueryFilter($"CenterKey eq {center}"));
        }

        if (query.Channel is { } channel)
        {
            conditions.Add(TableClient.CreateQueryFilter($"Channel eq {channel}"));
        }

        if (query.Account is { } account)
        {
            conditions.Add(TableClient.CreateQueryFilter($"Account eq {account}"));
        }

        if (query.Address is { } address && TableKeys.Address(address) is var key)
        {
            conditions.Add(TableClient.CreateQueryFilter($"AddressKey eq {key}"));
        }

        if (query.OpenedAfter is { } after)
        {
            conditions.Add(TableClient.CreateQueryFilter($"OpenedAt ge {after}"));
        }

        if (query.OpenedBefore is { } before)
        {
            conditions.Add(TableClient.CreateQueryFilter($"OpenedAt lt {before}"));
        }

        return string.Join(" and ", conditions);
    }

    private static TableEntity Row(string partition, string key, Chat chat) => new(partition, key)
    {
        ["ChatId"] = chat.Id,
        [nameof(Chat.ContactCenterId)] = chat.ContactCenterId,

        // The settings take an id in either case.
        ["CenterKey"] = chat.ContactCenterId.ToLowerInvariant(),
        [nameof(Chat.Channel)] = chat.Channel?.Channel ?? "web",
        ["Account"] = chat.Channel?.Account,

        // Hashed: the index can be searched for an address, not read for addresses.
        ["AddressKey"] = chat.Channel is null ? null : TableKeys.Address(chat.Channel.Address),
        [nameof(Chat.OpenedAt)] = chat.OpenedAt,
    };
}
