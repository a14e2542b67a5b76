using Azure.Data.Tables;
using CustomerChat.Chats;
using CustomerChat.Relay;
using CustomerChat.Storage;
using CustomerChat.Tests.Support;

namespace CustomerChat.Tests.Storage;

[Collection(AzuriteCollection.Name)]
public class ChatRetentionTests(AzuriteFixture azurite)
{
    private static readonly DateTimeOffset Now = new(2026, 1, 10, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public async Task RemoveEndedBefore_ADay_LeavesNothingBehindOfWhatEndedEarlierAndAllOfTheRest()
    {
        var tables = azurite.NewTables();
        var old = await NewEndedChatAsync(tables, Now.AddDays(-2), 250);
        var young = await NewEndedChatAsync(tables, Now, 1);
        var retention = new ChatRetention(tables);

        Assert.Equal(1, await retention.RemoveEndedBeforeAsync(Now, default));
        Assert.Equal(0, await retention.RemoveEndedBeforeAsync(Now, default));

        foreach (var table in new[] { await tables.Chats, await tables.ChatIndex, await tables.DeadLetters })
        {
            var rows = new List<TableEntity>();
            await foreach (var row in table.QueryAsync<TableEntity>())
            {
                rows.Add(row);
            }

            Assert.DoesNotContain(rows, r => r.PartitionKey.Contains(old) || r.RowKey.Contains(old));
            Assert.Contains(rows, r => r.PartitionKey.Contains(young) || r.RowKey.Contains(young));
        }
    }

    private static async Task<string> NewEndedChatAsync(Tables tables, DateTimeOffset endedAt, int entries)
    {
        var (store, index, letters) = (new ChatStore(tables), new ChatIndex(tables), new DeadLetters(tables));
        var chat = Chat.Open(ChatIds.New(), new ChatOpening("c1", "Ann", "shoes"), endedAt);
        await index.AddAsync(chat, default);
        var version = ((CommitResult.Committed)await store.CommitAsync(new(null, chat, []), default)).Version;
        for (var i = 0; i < entries; i++)
        {
            (chat, var entry) = chat.Post("x", endedAt);
            version = ((CommitResult.Committed)await store.CommitAsync(new(version, chat, [entry], $"k{i}"), default)).Version;
        }

        await letters.AddAsync(new DeadLetter(chat.Id, 1, true, "refused", endedAt), default);
        await index.EndAsync(chat.End(EndReason.Customer, endedAt), default);
        return chat.Id;
    }
}
