using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using CustomerChat.Chats;
using CustomerChat.Relay;

namespace CustomerChat.Storage;

/// <summary>Open chats by shard; ended ones by day and contact centre.</summary>
public sealed class ChatIndex(Tables tables) : IChatIndex
{
    private const string SignOfLife = "SignOfLifeAt";

    public int ShardOf(string chatId) => TableKeys.Shard(chatId, IChatIndex.Shards);

    public async Task AddAsync(Chat chat, CancellationToken cancellationToken) =>
        await (await tables.ChatIndex).UpsertEntityAsync(
            Row(TableKeys.Open(ShardOf(chat.Id)), chat.Id, chat), TableUpdateMode.Replace, cancellationToken);

    public async Task EndAsync(Chat chat, CancellationToken cancellationToken)
    {
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

    private static TableEntity Row(string partition, string key, Chat chat) => new(partition, key)
    {
        ["ChatId"] = chat.Id,
        [nameof(Chat.ContactCenterId)] = chat.ContactCenterId,
        [nameof(Chat.Channel)] = chat.Channel?.Channel,
        [nameof(Chat.OpenedAt)] = chat.OpenedAt,
    };
}
