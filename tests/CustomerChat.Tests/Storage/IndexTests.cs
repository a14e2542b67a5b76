using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Files;
using CustomerChat.Events;
using CustomerChat.Ledger;
using CustomerChat.Operating;
using CustomerChat.Storage;
using CustomerChat.Tests.Support;

namespace CustomerChat.Tests.Storage;

[Collection(AzuriteCollection.Name)]
public class IndexTests(AzuriteFixture azurite)
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public async Task Index_OpenThenEnded_IsListedAndThenNot()
    {
        var index = new ChatIndex(azurite.NewTables());
        var chat = Chat.Open(ChatIds.New(), new ChatOpening("c1", "Ann", "shoes"), Now);

        await index.AddAsync(chat, default);
        await index.AddAsync(chat, default);
        Assert.Equal([new OpenChat(chat.Id, Now, null)], await ListAsync(index, index.ShardOf(chat.Id)));

        await index.WriteHeartbeatAsync(chat.Id, Now.AddMinutes(1), default);
        Assert.Equal([new OpenChat(chat.Id, Now, Now.AddMinutes(1))], await ListAsync(index, index.ShardOf(chat.Id)));

        await index.EndAsync(chat.End(EndReason.Customer, Now), default);
        await index.WriteHeartbeatAsync(chat.Id, Now.AddMinutes(2), default);
        await index.EndAsync(chat.End(EndReason.Customer, Now), default);
        Assert.Empty(await ListAsync(index, index.ShardOf(chat.Id)));
    }

    /// <summary>Its turns go on: the watchdog is not to take them for stopped.</summary>
    [Fact]
    public async Task Index_NotedAgain_KeepsTheHeartbeat()
    {
        var tables = azurite.NewTables();
        var index = new ChatIndex(tables);
        var chat = Chat.Open(ChatIds.New(), new ChatOpening("c1", "Ann", "shoes"), Now);
        await new ChatStore(tables, Sealers.New).CommitAsync(new ChatCommit(null, chat, []), default);
        await index.AddAsync(chat, default);
        await index.WriteHeartbeatAsync(chat.Id, Now.AddMinutes(1), default);

        await index.MoveAsync(chat, [], default);

        Assert.Equal([new OpenChat(chat.Id, Now, Now.AddMinutes(1))], await ListAsync(index, index.ShardOf(chat.Id)));
    }

    [Fact]
    public async Task DeadLetters_AddedTwice_AreOne()
    {
        var letters = new DeadLetterTable(azurite.NewTables());
        var letter = new DeadLetter(ChatIds.New(), 3, ToContactCenter: true, "refused", Now) { Files = [new("image", "id-1") { Name = "a.jpg", Size = 5 }] };
        await letters.AddAsync(letter, default);
        await letters.AddAsync(letter, default);

        var listed = new List<DeadLetter>();
        await foreach (var one in letters.ListAsync(default))
        {
            listed.Add(one);
        }

        var found = Assert.Single(listed);
        Assert.Equal(letter with { Files = [] }, found with { Files = [] });
        Assert.Equal(Assert.Single(letter.Files), Assert.Single(found.Files));
    }

    /// <summary>A message may bring 20 files, and addresses of files may be long: together they are longer than a column.</summary>
    [Fact]
    public async Task DeadLetter_WithManyFiles_IsKeptWhole()
    {
        var letters = new DeadLetterTable(azurite.NewTables());
        ImmutableArray<FileReference> files = [.. Enumerable.Range(0, 20).Select(i => new FileReference("image", $"https://files.example/{i}?{new string('&', 2_000)}") { Name = $"{i}.jpg" })];
        var letter = new DeadLetter(ChatIds.New(), 3, ToContactCenter: true, "refused", Now) { Files = files };
        await letters.AddAsync(letter, default);

        Assert.Equal(files.AsEnumerable(), (await letters.FindAsync(letter.Id, default))!.Files);
    }

    [Fact]
    public async Task DeadLetters_OfEvents_AreFoundByTheirIdsAndGoWithTheirChat()
    {
        var letters = new DeadLetterTable(azurite.NewTables());
        var chat = ChatIds.New();
        var what = new LifecycleEvent("crm", EventTypes.MessageFailed, 3, Now) { Detail = "30005", Attempts = 2, After = Now };
        DeadLetter[] all =
        [
            new(chat, 3, ToContactCenter: false, "blocked", Now),
            new(chat, 3, ToContactCenter: false, "HTTP 500.", Now) { Event = what },
            new(chat, 3, ToContactCenter: false, "HTTP 500.", Now) { Event = what with { Endpoint = "bi" } },
        ];
        foreach (var letter in all)
        {
            await letters.AddAsync(letter, default);
        }

        foreach (var letter in all)
        {
            Assert.Equal(letter, await letters.FindAsync(letter.Id, default));
        }

        Assert.Null(await letters.FindAsync($"{chat}-3-event.crm.evt_0", default));
        Assert.Null(await letters.FindAsync($"{chat}-3-event.a/b#c?d", default));
        Assert.Equal(3, await letters.RemoveAllAsync(chat, default));
    }

    private static async Task<List<OpenChat>> ListAsync(ChatIndex index, int shard)
    {
        var open = new List<OpenChat>();
        await foreach (var chat in index.ListOpenAsync(shard, default))
        {
            open.Add(chat);
        }

        return open;
    }
}
