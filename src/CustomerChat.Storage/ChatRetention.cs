using Azure;
using Azure.Data.Tables;
using CustomerChat.Chats;
using CustomerChat.Operating;

namespace CustomerChat.Storage;

/// <summary>
/// Removes a chat's claim of its conversation, its dead letters, its notes in the index and its whole partition, the head last:
/// a crash between leaves what leads to the rest, and repeating is safe.
/// </summary>
public sealed class ChatRetention(Tables tables, ChatIndex index, Conversations conversations) : IChatRetention
{
    /// <summary>The most rows of one transaction.</summary>
    private const int MaxRows = 100;

    public async Task<int> RemoveEndedBeforeAsync(DateTimeOffset day, CancellationToken cancellationToken)
    {
        var notes = await tables.ChatIndex;
        var (first, end) = (TableKeys.Ended(DateTimeOffset.MinValue), TableKeys.Ended(day));
        var removed = 0;
        await foreach (var note in notes.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey ge {first} and PartitionKey lt {end}"), cancellationToken: cancellationToken))
        {
            await RemoveAsync(note.GetString("ChatId"), cancellationToken);
            await notes.DeleteEntityAsync(note.PartitionKey, note.RowKey, ETag.All, cancellationToken);
            removed++;
        }

        return removed;
    }

    public async Task<int> RemoveAsync(string chatId, CancellationToken cancellationToken)
    {
        var chats = await tables.Chats;
        var removed = 0;
        var row = await chats.GetEntityIfExistsAsync<TableEntity>(chatId, TableKeys.Head, cancellationToken: cancellationToken);
        var chat = row.HasValue ? ChatRows.Head(row.Value!) : null;
        if (chat?.Channel is { } address && await conversations.ForgetAsync(address, chatId, cancellationToken))
        {
            removed++;
        }

        var (from, through) = (chatId + "|", chatId + "}");
        removed += await RemoveAsync(
            await tables.DeadLetters,
            TableClient.CreateQueryFilter($"PartitionKey eq {TableKeys.DeadLetterPartition} and RowKey ge {from} and RowKey lt {through}"),
            cancellationToken);
        removed += await RemoveNotesAsync(chatId, chat, cancellationToken);

        // The head goes last: it leads to all of the above.
        removed += await RemoveAsync(chats, TableClient.CreateQueryFilter($"PartitionKey eq {chatId} and RowKey ne {TableKeys.Head}"), cancellationToken);
        removed += await RemoveAsync(chats, TableClient.CreateQueryFilter($"PartitionKey eq {chatId}"), cancellationToken);
        return removed;
    }

    private async Task<int> RemoveNotesAsync(string chatId, Chat? chat, CancellationToken cancellationToken)
    {
        var notes = await tables.ChatIndex;
        var (shard, removed) = (index.ShardOf(chatId), 0);
        var keys = new List<(string Partition, string Row)> { (TableKeys.Open(shard), chatId), (TableKeys.Runner, TableKeys.Wake(chatId)) };
        if (chat is not null)
        {
            keys.Add((TableKeys.Ended(chat.EndedAt ?? chat.OpenedAt), TableKeys.EndedRow(chat.ContactCenterId, chatId)));
        }

        foreach (var (partition, key) in keys)
        {
            if ((await notes.DeleteEntityAsync(partition, key, ETag.All, cancellationToken)).Status == 204)
            {
                removed++;
            }
        }

        return removed;
    }

    private static async Task<int> RemoveAsync(TableClient table, string filter, CancellationToken cancellationToken)
    {
        var removed = 0;
        var rows = table.QueryAsync<TableEntity>(filter, MaxRows, ["PartitionKey", "RowKey"], cancellationToken);
        await foreach (var page in rows.AsPages().WithCancellation(cancellationToken))
        {
            if (page.Values.Count > 0)
            {
                await table.SubmitTransactionAsync(
                    page.Values.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)), cancellationToken);
                removed += page.Values.Count;
            }
        }

        return removed;
    }
}
