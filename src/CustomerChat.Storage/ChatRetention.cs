using Azure;
using Azure.Data.Tables;
using CustomerChat.Relay;

namespace CustomerChat.Storage;

/// <summary>Removes a chat's whole partition, its dead letters, and at last its note among the ended: a crash between repeats safely.</summary>
public sealed class ChatRetention(Tables tables) : IChatRetention
{
    /// <summary>The most rows of one transaction.</summary>
    private const int MaxRows = 100;

    public async Task<int> RemoveEndedBeforeAsync(DateTimeOffset day, CancellationToken cancellationToken)
    {
        var index = await tables.ChatIndex;
        var (first, end) = (TableKeys.Ended(DateTimeOffset.MinValue), TableKeys.Ended(day));
        var removed = 0;
        await foreach (var note in index.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey ge {first} and PartitionKey lt {end}"), cancellationToken: cancellationToken))
        {
            var chatId = note.GetString("ChatId");
            await RemoveAsync(
                await tables.Chats, TableClient.CreateQueryFilter($"PartitionKey eq {chatId}"), cancellationToken);
            var (from, through) = (chatId + "|", chatId + "}");
            await RemoveAsync(
                await tables.DeadLetters,
                TableClient.CreateQueryFilter($"PartitionKey eq {TableKeys.DeadLetterPartition} and RowKey ge {from} and RowKey lt {through}"),
                cancellationToken);
            await index.DeleteEntityAsync(note.PartitionKey, note.RowKey, ETag.All, cancellationToken);
            removed++;
        }

        return removed;
    }

    private static async Task RemoveAsync(TableClient table, string filter, CancellationToken cancellationToken)
    {
        var rows = table.QueryAsync<TableEntity>(filter, MaxRows, ["PartitionKey", "RowKey"], cancellationToken);
        await foreach (var page in rows.AsPages().WithCancellation(cancellationToken))
        {
            if (page.Values.Count > 0)
            {
                await table.SubmitTransactionAsync(
                    page.Values.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)), cancellationToken);
            }
        }
    }
}
