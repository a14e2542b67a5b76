using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using CustomerChat.Chats;
using CustomerChat.Ledger;
using CustomerChat.Operating;

namespace CustomerChat.Storage;

/// <summary>
/// The chats in the index: open chats by shard, ended chats by day and contact centre, and chats with a channel also by their customer's
/// address.
/// </summary>
public sealed class ChatIndex(Tables tables) : IChatIndex, IChatCatalog
{
    private const string Heartbeat = "SignOfLifeAt";

    /// <summary>The column that says that the chat is in the index by address too.</summary>
    private const string ByAddress = "ByAddress";

    private volatile bool _byAddress;

    public int ShardOf(string chatId) => TableKeys.Shard(chatId, IChatIndex.Shards);

    public Task AddAsync(Chat chat, CancellationToken cancellationToken) => AddAsync(chat, TableUpdateMode.Replace, cancellationToken);

    private async Task AddAsync(Chat chat, TableUpdateMode mode, CancellationToken cancellationToken)
    {
        var table = await tables.ChatIndex;
        var open = Row(TableKeys.Open(ShardOf(chat.Id)), chat.Id, chat);
        if (AddressKeyOf(chat) is { } key)
        {
            await table.UpsertEntityAsync(Row(TableKeys.Of(key), chat.Id, chat), TableUpdateMode.Replace, cancellationToken);
            open[ByAddress] = true;
        }

        await table.UpsertEntityAsync(open, mode, cancellationToken);
    }

    public async Task MoveAsync(Chat chat, IReadOnlyCollection<string> former, CancellationToken cancellationToken)
    {
        // The row is merged, so that the chat's heartbeat stays.
        await AddAsync(chat, TableUpdateMode.Merge, cancellationToken);
        foreach (var key in former.Select(TableKeys.Address).Where(k => k != AddressKeyOf(chat)))
        {
            await TryDeleteAsync(TableKeys.Of(key), chat.Id, cancellationToken);
        }

        if (!await IsThereAsync(chat.Id, cancellationToken))
        {
            // The chat was erased in between.
            await RemoveNotesAsync(new Tombstone(chat.Id, chat.ContactCenterId, chat.EndedAt ?? chat.OpenedAt, AddressKeyOf(chat)), cancellationToken);
        }
    }

    public async Task EndAsync(Chat chat, CancellationToken cancellationToken)
    {
        var table = await tables.ChatIndex;
        var open = await table.GetEntityIfExistsAsync<TableEntity>(TableKeys.Open(ShardOf(chat.Id)), chat.Id, cancellationToken: cancellationToken);
        if (!open.HasValue)
        {
            // The end is noted already, or the chat was erased during its last turn: then nothing of it may be left.
            return;
        }

        var ended = Row(TableKeys.Ended(chat.EndedAt ?? chat.OpenedAt), TableKeys.EndedRow(chat.ContactCenterId, chat.Id), chat);
        ended[nameof(Chat.EndedAt)] = chat.EndedAt;
        ended[nameof(Chat.EndReason)] = chat.EndReason?.ToString();
        ended[ByAddress] = open.Value!.GetBoolean(ByAddress);
        await table.UpsertEntityAsync(ended, TableUpdateMode.Replace, cancellationToken);
        if (!await TryDeleteAsync(open.Value.PartitionKey, chat.Id, cancellationToken) && !await IsThereAsync(chat.Id, cancellationToken))
        {
            // The chat was erased in between.
            await TryDeleteAsync(ended.PartitionKey, ended.RowKey, cancellationToken);
        }
    }

    public Task RemoveAsync(string chatId, CancellationToken cancellationToken) => TryDeleteAsync(TableKeys.Open(ShardOf(chatId)), chatId, cancellationToken);

    public async Task<int> RemoveNotesAsync(Tombstone chat, CancellationToken cancellationToken)
    {
        var shard = ShardOf(chat.ChatId);
        var notes = new List<(string Partition, string Row)>
        {
            (TableKeys.Open(shard), chat.ChatId),
            (TableKeys.Runner, TableKeys.Wake(chat.ChatId)),
            (TableKeys.Ended(chat.EndedAt), TableKeys.EndedRow(chat.ContactCenterId, chat.ChatId)),
        };
        if (chat.AddressKey is { } key)
        {
            notes.Add((TableKeys.Of(key), chat.ChatId));
        }

        var removed = 0;
        foreach (var (partition, row) in notes)
        {
            removed += await TryDeleteAsync(partition, row, cancellationToken) ? 1 : 0;
        }

        return removed;
    }

    public async IAsyncEnumerable<Tombstone> ListEndedBeforeAsync(DateTimeOffset day, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (first, end) = (TableKeys.Ended(DateTimeOffset.MinValue), TableKeys.Ended(day));
        await foreach (var note in (await tables.ChatIndex).QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey ge {first} and PartitionKey lt {end}"), cancellationToken: cancellationToken))
        {
            yield return new Tombstone(
                note.GetString("ChatId"),
                note.GetString(nameof(Chat.ContactCenterId)),
                note.GetDateTimeOffset(nameof(Chat.EndedAt)) ?? note.GetDateTimeOffset(nameof(Chat.OpenedAt)) ?? default,
                note.GetString("AddressKey"));
        }
    }

    public async Task IndexAddressesAsync(CancellationToken cancellationToken)
    {
        if (await IsByAddressAsync(cancellationToken))
        {
            return;
        }

        var table = await tables.ChatIndex;
        var missing = 0;
        await foreach (var note in table.QueryAsync<TableEntity>($"({Partitions(null)}) and AddressKey ge '0'", cancellationToken: cancellationToken))
        {
            if (note.GetBoolean(ByAddress) is not true)
            {
                missing++;
                await AddAddressAsync(table, note, cancellationToken);
            }
        }

        if (missing == 0)
        {
            // This is written only after a pass that finds no such note: during the present pass, an older version may have written another
            // one.
            await table.UpsertEntityAsync(new TableEntity(TableKeys.Addressed, TableKeys.Addressed), TableUpdateMode.Replace, cancellationToken);
        }
    }

    public async Task WriteHeartbeatAsync(string chatId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        try
        {
            var row = new TableEntity(TableKeys.Open(ShardOf(chatId)), chatId) { [Heartbeat] = at };
            await (await tables.ChatIndex).UpdateEntityAsync(row, ETag.All, TableUpdateMode.Merge, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // The chat has ended in the meantime.
        }
    }

    public async IAsyncEnumerable<OpenChat> ListOpenAsync(int shard, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var partition = TableKeys.Open(shard);
        var rows = (await tables.ChatIndex).QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {partition}"), cancellationToken: cancellationToken);
        await foreach (var row in rows)
        {
            yield return new OpenChat(row.RowKey, row.GetDateTimeOffset(nameof(Chat.OpenedAt)) ?? default, row.GetDateTimeOffset(Heartbeat));
        }
    }

    public async Task<CatalogPage> ListAsync(CatalogQuery query, string? continuation, int most, CancellationToken cancellationToken)
    {
        var byAddress = query is { Address: not null, Open: null } && await IsByAddressAsync(cancellationToken);
        var filter = Filter(query, byAddress ? TableClient.CreateQueryFilter($"PartitionKey eq {TableKeys.Of(TableKeys.Address(query.Address!))}") : Partitions(query.Open));
        var pages = (await tables.ChatIndex).QueryAsync<TableEntity>(filter, most, cancellationToken: cancellationToken).AsPages(continuation, most);
        await foreach (var page in pages.WithCancellation(cancellationToken))
        {
            return new CatalogPage(
                [.. page.Values.Select(r => new CatalogEntry(
                    r.GetString("ChatId"), r.PartitionKey.StartsWith(TableKeys.OpenPrefix, StringComparison.Ordinal), r.GetDateTimeOffset(Heartbeat)))],
                page.ContinuationToken);
        }

        return new CatalogPage([], null);
    }

    public async Task<string?> FindAsync(ShortChatId digits, CancellationToken cancellationToken)
    {
        // A range of keys: the query reads no row of another chat.
        var (from, end) = (digits + "-", TableKeys.After(digits + "-"));
        var found = new List<string>();
        await foreach (var head in (await tables.Chats).QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey ge {from} and PartitionKey lt {end} and RowKey eq {TableKeys.Head}"), 2, ["PartitionKey"], cancellationToken))
        {
            found.Add(head.PartitionKey);
            if (found.Count > 1)
            {
                return null;
            }
        }

        return found is [var chatId] ? chatId : null;
    }

    /// <summary>Whether every chat with an address is in the index by address.</summary>
    private async Task<bool> IsByAddressAsync(CancellationToken cancellationToken) =>
        _byAddress = _byAddress || (await (await tables.ChatIndex).GetEntityIfExistsAsync<TableEntity>(
            TableKeys.Addressed, TableKeys.Addressed, cancellationToken: cancellationToken)).HasValue;

    private async Task<bool> IsThereAsync(string chatId, CancellationToken cancellationToken) =>
        await (await tables.Chats).GetEntityIfExistsAsync<TableEntity>(chatId, TableKeys.Head, cancellationToken: cancellationToken) is { HasValue: true } head
        && !ChatRows.IsTombstone(head.Value!);

    private async Task<bool> TryDeleteAsync(string partition, string row, CancellationToken cancellationToken) =>
        (await (await tables.ChatIndex).DeleteEntityAsync(partition, row, ETag.All, cancellationToken)).Status == 204;

    private async Task AddAddressAsync(TableClient table, TableEntity note, CancellationToken cancellationToken)
    {
        var chatId = note.GetString("ChatId");
        var row = new TableEntity(TableKeys.Of(note.GetString("AddressKey")), chatId);
        foreach (var column in new[] { "ChatId", nameof(Chat.ContactCenterId), "CenterKey", nameof(Chat.Channel), "Account", "AddressKey", nameof(Chat.OpenedAt) })
        {
            row[column] = note.TryGetValue(column, out var value) ? value : null;
        }

        await table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        try
        {
            await table.UpdateEntityAsync(new TableEntity(note.PartitionKey, note.RowKey) { [ByAddress] = true }, ETag.All, TableUpdateMode.Merge, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // The chat has ended in the meantime, and the next pass finds its other note. Or the chat was erased.
            if (!await IsThereAsync(chatId, cancellationToken))
            {
                await TryDeleteAsync(row.PartitionKey, chatId, cancellationToken);
            }
        }
    }

    private static string Partitions(bool? open)
    {
        string[] prefixes = open switch { true => [TableKeys.OpenPrefix], false => [TableKeys.EndedPrefix], null => [TableKeys.OpenPrefix, TableKeys.EndedPrefix] };
        return string.Join(" or ", prefixes.Select(p =>
        {
            var end = TableKeys.After(p);
            return $"({TableClient.CreateQueryFilter($"PartitionKey ge {p} and PartitionKey lt {end}")})";
        }));
    }

    private static string Filter(CatalogQuery query, string partitions)
    {
        var conditions = new List<string> { $"({partitions})" };
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

        // The settings accept an id in upper or lower case.
        ["CenterKey"] = chat.ContactCenterId.ToLowerInvariant(),
        [nameof(Chat.Channel)] = chat.Channel?.Channel ?? "web",
        ["Account"] = chat.Channel?.Account,

        // The address is hashed: the index can be searched for an address, but does not show addresses.
        ["AddressKey"] = AddressKeyOf(chat),
        [nameof(Chat.OpenedAt)] = chat.OpenedAt,
    };

    private static string? AddressKeyOf(Chat chat) => chat.Channel is { } channel ? TableKeys.Address(channel.Address) : null;
}
