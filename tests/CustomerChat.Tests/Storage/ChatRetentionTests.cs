using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Files;
using CustomerChat.Ledger;
using CustomerChat.Operating;
using CustomerChat.Storage;
using CustomerChat.Tests.Support;
using Microsoft.Extensions.Options;

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
        var retention = Removal(tables);

        Assert.Equal(1, await retention.RemoveEndedBeforeAsync(Now, default));
        Assert.Equal(0, await retention.RemoveEndedBeforeAsync(Now, default));

        Assert.Equal(0, await CountAsync(tables, old));
        Assert.Equal(1 + 1 + 1 + 1 + 2 + 1 + 1, await CountAsync(tables, young));
    }

    [Fact]
    public async Task Remove_AChat_LeavesNoRowOfIt_AndTheOthersOfItsConversation()
    {
        var tables = azurite.NewTables();
        var (conversations, address) = (new ConversationTable(tables), new ChannelAddress("sms", "main", "+15005550006"));
        var first = await NewEndedChatAsync(tables, Now, 3, address);
        var second = await NewEndedChatAsync(tables, Now, 3, address);
        var retention = Removal(tables);

        var rows = await CountAsync(tables, first);
        Assert.Equal(rows, (await retention.RemoveAsync(first, default)).Rows);
        Assert.Equal(0, await CountAsync(tables, first));
        Assert.Equal(second, Assert.Single((await conversations.FindAsync(address, default)).Chats));
        Assert.Equal(0, (await retention.RemoveAsync(first, default)).Rows);

        // A turn that was under way says that the chat has ended: nothing comes back.
        await new ChatIndex(tables).EndAsync(Chat.Open(first, new ChatOpening("c1", "Ann", "shoes"), Now).End(EndReason.Operator, Now), default);
        Assert.Equal(0, await CountAsync(tables, first));
        await retention.RemoveAsync(second, default);
        Assert.Null((await conversations.FindAsync(address, default)).Version);
    }

    [Fact]
    public async Task Remove_AChatWhoseCustomerHasMoved_LeavesNoNoteOfTheFormerAddress()
    {
        var tables = azurite.NewTables();
        var (store, index, address) = (new ChatStore(tables, Sealers.New), new ChatIndex(tables), new ChannelAddress("sms", "main", "+15005550006"));
        var chat = Chat.Open(ChatIds.New(), new ChatOpening("c1", "Ann", "shoes") { Channel = address }, Now);
        await index.AddAsync(chat, default);
        var version = Assert.IsType<CommitResult.Committed>(await store.CommitAsync(new(null, chat, []), default)).Version;
        var moved = chat with { Channel = address with { Address = "+15005550007" } };
        await store.CommitAsync(new(version, moved, []), default);
        await index.MoveAsync(moved, [address.Address], default);
        Assert.Equal(3, await CountAsync(tables, chat.Id));

        await Removal(tables).RemoveAsync(chat.Id, default);
        Assert.Equal(0, await CountAsync(tables, chat.Id));

        // Erased while its notes are moved: none comes back.
        await index.MoveAsync(moved, [address.Address], default);
        Assert.Equal(0, await CountAsync(tables, chat.Id));
    }

    /// <summary>Files that an entry names, that were kept for one that never came to be (a crash before its commit), and that were begun only.</summary>
    [Fact]
    public async Task RemoveEndedBefore_OfAChatWithFiles_LeavesNoBlobOfItAndThoseOfTheRest()
    {
        var (tables, prefix) = (azurite.NewTables(), AzuriteFixture.NewPrefix());
        var files = new BlobFiles(Options.Create(new StorageOptions { ConnectionString = azurite.ConnectionString, TablePrefix = prefix }));
        var container = new BlobServiceClient(azurite.ConnectionString).GetBlobContainerClient(prefix + TableKeys.Files);
        var old = await NewEndedChatAsync(tables, Now.AddDays(-2), 2);
        var young = await NewEndedChatAsync(tables, Now, 1);
        foreach (var part in new[] { "1-0", "2-0", "u0123-1" })
        {
            await files.SaveAsync(old, part, new MemoryStream(new byte[BlobFiles.BlockSize + 1]), default);
            await files.SaveAsync(young, part, new MemoryStream([1]), default);
        }

        await container.GetBlockBlobClient(TableKeys.Folder(old) + "u0123-2").StageBlockAsync(Convert.ToBase64String(new byte[4]), new MemoryStream([1]));
        Assert.Equal((4, 3), await CountAsync());

        Assert.Equal(1, await Removal(tables, files).RemoveEndedBeforeAsync(Now, default));

        Assert.Equal((0, 3), await CountAsync());

        async Task<(int Old, int Young)> CountAsync()
        {
            var names = new List<string>();
            await foreach (var blob in container.GetBlobsAsync(new GetBlobsOptions { States = BlobStates.Uncommitted }, default))
            {
                names.Add(blob.Name);
            }

            return (names.Count(n => n.StartsWith(TableKeys.Folder(old), StringComparison.Ordinal)), names.Count(n => n.StartsWith(TableKeys.Folder(young), StringComparison.Ordinal)));
        }
    }

    private static ChatRemoval Removal(Tables tables, IFileStore? files = null)
    {
        var store = new ChatStore(tables, Sealers.New);
        return new(
            store, new ChatIndex(tables), new ConversationTable(tables), new DeadLetterTable(tables), files ?? new MemoryFiles { IsOn = false }, new ChatLedger(store, TimeProvider.System));
    }

    /// <summary>Every row of every table that names a chat, in a key or a column.</summary>
    private static async Task<int> CountAsync(Tables tables, string chatId)
    {
        var count = 0;
        foreach (var table in new[] { await tables.Chats, await tables.ChatIndex, await tables.DeadLetters, await tables.Conversations, await tables.Keys })
        {
            await foreach (var row in table.QueryAsync<TableEntity>())
            {
                count += row.Any(c => c.Value?.ToString()?.Contains(chatId, StringComparison.Ordinal) == true) ? 1 : 0;
            }
        }

        return count;
    }

    private static async Task<string> NewEndedChatAsync(Tables tables, DateTimeOffset endedAt, int entries, ChannelAddress? address = null)
    {
        var (store, index, letters) = (new ChatStore(tables, Sealers.New), new ChatIndex(tables), new DeadLetterTable(tables));
        address ??= new ChannelAddress("sms", "main", Guid.NewGuid().ToString());
        var chat = Chat.Open(ChatIds.New(), new ChatOpening("c1", "Ann", "shoes") { Channel = address }, endedAt);
        var conversations = new ConversationTable(tables);
        Assert.True(await conversations.TryClaimAsync(address, await conversations.FindAsync(address, default), chat.Id, default));
        await index.AddAsync(chat, default);
        var version = ((CommitResult.Committed)await store.CommitAsync(new(null, chat, []), default)).Version;
        for (var i = 0; i < entries; i++)
        {
            (chat, var entry) = chat.Post("x", endedAt);
            version = ((CommitResult.Committed)await store.CommitAsync(new(version, chat, [entry], $"k{i}"), default)).Version;
        }

        await store.TryMoveCursorAsync(chat.Id, default, 1, default);
        await letters.AddAsync(new DeadLetter(chat.Id, 1, true, "refused", endedAt), default);
        await index.EndAsync(chat.End(EndReason.Customer, endedAt), default);
        return chat.Id;
    }
}
