using Azure.Data.Tables;
using CustomerChat.Chats;
using CustomerChat.Operating;
using CustomerChat.Storage;
using CustomerChat.Tests.Support;

namespace CustomerChat.Tests.Storage;

[Collection(AzuriteCollection.Name)]
public class CatalogTests(AzuriteFixture azurite)
{
    private static readonly DateTimeOffset Now = new(2026, 1, 10, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public async Task List_ByEachCondition_FindsThoseChatsAlone()
    {
        var index = new ChatIndex(azurite.NewTables());
        var sms = await AddAsync(index, "C1", new ChannelAddress("sms", "main", "+1"), Now.AddHours(-3));
        var other = await AddAsync(index, "c1", new ChannelAddress("sms", "second", "+1"), Now);
        var web = await AddAsync(index, "c2", null, Now);
        var ended = await AddAsync(index, "c2", null, Now);
        await index.EndAsync(ended.End(EndReason.Customer, Now), default);

        await AssertAsync(new(), sms, other, web, ended);
        await AssertAsync(new() { Open = true }, sms, other, web);
        await AssertAsync(new() { Open = false }, ended);
        await AssertAsync(new() { ContactCenterId = "c1" }, sms, other);
        await AssertAsync(new() { Channel = "sms", Address = "+1" }, sms, other);
        await AssertAsync(new() { Channel = "sms", Account = "main", Address = "+1" }, sms);
        await AssertAsync(new() { Channel = "sms", Address = "+2" });
        await AssertAsync(new() { Channel = "web" }, web, ended);
        await AssertAsync(new() { OpenedBefore = Now.AddHours(-1) }, sms);
        await AssertAsync(new() { OpenedAfter = Now.AddHours(-1), Open = true }, other, web);

        async Task AssertAsync(CatalogQuery query, params Chat[] expected) =>
            Assert.Equal(expected.Select(c => c.Id).Order(), (await index.ListAsync(query, null, 100, default)).Chats.Select(c => c.ChatId).Order());
    }

    [Fact]
    public async Task Find_ByTheFirstDigits_GivesTheOneChatOrNone()
    {
        var tables = azurite.NewTables();
        var index = new ChatIndex(tables);
        var chats = await tables.Chats;
        foreach (var id in new[] { "0f3a5c7e-0000-4000-8000-000000000001", "0f3a5c7f-0000-4000-8000-000000000001", "0f3a5c7f-0000-4000-8000-000000000002" })
        {
            await chats.AddEntityAsync(new TableEntity(id, TableKeys.Head));
            await chats.AddEntityAsync(new TableEntity(id, TableKeys.Entry(1)));
        }

        Assert.Equal("0f3a5c7e-0000-4000-8000-000000000001", await index.FindAsync("0f3a5c7e", default));
        Assert.Null(await index.FindAsync("0f3a5c7f", default));
        Assert.Null(await index.FindAsync("0f3a5c7d", default));
    }

    [Fact]
    public async Task List_ByAddress_FindsChatsOfTheVersionBeforeAndThenLooksInNoOtherNotes()
    {
        var tables = azurite.NewTables();
        var index = new ChatIndex(tables);
        var address = new ChannelAddress("sms", "main", "+1");
        var (old, ended) = (await AddAsync(index, "c", address, Now), await AddAsync(index, "c", address, Now));
        await index.EndAsync(ended.End(EndReason.Customer, Now), default);
        var notes = await tables.ChatIndex;
        var keys = new List<(string Partition, string Row)>();
        await foreach (var note in notes.QueryAsync<TableEntity>())
        {
            // As the version before has written them.
            keys.Add((note.PartitionKey, note.RowKey));
            note.Remove("ByAddress");
            await (note.PartitionKey.StartsWith("of|", StringComparison.Ordinal)
                ? notes.DeleteEntityAsync(note)
                : notes.UpdateEntityAsync(note, Azure.ETag.All, TableUpdateMode.Replace));
        }

        await AssertFoundAsync(old, ended);
        await index.IndexAddressesAsync(default);
        await AssertFoundAsync(old, ended);
        await index.IndexAddressesAsync(default);
        foreach (var (partition, row) in keys.Where(k => !k.Partition.StartsWith("of|", StringComparison.Ordinal)))
        {
            await notes.DeleteEntityAsync(partition, row);
        }

        // Whatever the other notes say: it is not looked for there any more.
        await AssertFoundAsync(old, ended);

        async Task AssertFoundAsync(params Chat[] expected) => Assert.Equal(
            expected.Select(c => c.Id).Order(),
            (await new ChatIndex(tables).ListAsync(new() { Channel = "sms", Address = "+1" }, null, 100, default)).Chats.Select(c => c.ChatId).Order());
    }

    [Fact]
    public async Task List_PageByPage_GivesEachChatOnce()
    {
        var index = new ChatIndex(azurite.NewTables());
        var chats = new List<string>();
        for (var i = 0; i < 23; i++)
        {
            chats.Add((await AddAsync(index, "c", null, Now)).Id);
        }

        var (found, continuation) = (new List<string>(), default(string));
        do
        {
            var page = await index.ListAsync(new() { Open = true }, continuation, 5, default);
            Assert.InRange(page.Chats.Count, 0, 5);
            found.AddRange(page.Chats.Select(c => c.ChatId));
            continuation = page.Continuation;
        }
        while (continuation is not null);

        Assert.Equal(chats.Order(), found.Order());
    }

    private static async Task<Chat> AddAsync(ChatIndex index, string center, ChannelAddress? channel, DateTimeOffset openedAt)
    {
        var chat = Chat.Open(ChatIds.New(), new ChatOpening(center, "Ann", "shoes") { Channel = channel }, openedAt);
        await index.AddAsync(chat, default);
        return chat;
    }
}
