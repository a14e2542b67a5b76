using CustomerChat.Chats;
using CustomerChat.Ledger;
using CustomerChat.Storage;
using CustomerChat.Tests.Support;

namespace CustomerChat.Tests.Storage;

[Collection(AzuriteCollection.Name)]
public class ConversationTests(AzuriteFixture azurite)
{
    private static readonly ChannelAddress Ann = new("sms", "main", "+1/555#?");

    [Fact]
    public async Task Claim_ByManyAtOnce_SucceedsForOne()
    {
        var conversations = new ConversationTable(azurite.NewTables());
        var found = await conversations.FindAsync(Ann, default);
        Assert.Null(found.Version);

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => conversations.TryClaimAsync(Ann, found, $"chat{i}", default)));

        Assert.Single(claims, c => c);
        found = await conversations.FindAsync(Ann, default);
        claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => conversations.TryClaimAsync(Ann, found, $"next{i}", default)));
        Assert.Single(claims, c => c);
        var last = await conversations.FindAsync(Ann, default);
        Assert.Equal(found.Chats[0], last.Chats[1]);
    }

    [Fact]
    public async Task Join_OfAPersonsAddresses_LetsEachLeadToOneConversationUntilItIsForgotten()
    {
        var conversations = new ConversationTable(azurite.NewTables());
        ChannelAddress At(string address) => new("whatsapp", "main", address);
        var (number, id, next, nextId) = (At("4917"), At("DE.1"), At("4918"), At("DE.2"));
        Assert.True(await conversations.TryJoinAsync([number, id], [], [], [], default));
        Assert.False(await conversations.TryJoinAsync([number, id], [], [], [], default));
        Assert.True(await conversations.TryClaimAsync(id, await conversations.FindAsync(id, default), "chat1", default));
        var found = await conversations.FindAsync(number, default);
        Assert.Equal("chat1", Assert.Single(found.Chats));
        Assert.Equal(conversations.Key(id), Assert.Single(found.Aliases));
        Assert.Equal(found, await conversations.FindAsync(id, default), (a, b) => a.Key == b.Key && a.Version == b.Version);

        // A claim between the look and the change is not lost.
        Assert.True(await conversations.TryClaimAsync(number, found, "chat2", default));
        Assert.False(await conversations.TryJoinAsync([next, nextId], [found], [number, id], found.Chats, default));
        found = await conversations.FindAsync(number, default);
        Assert.True(await conversations.TryJoinAsync([next, nextId], [found], [number, id], found.Chats, default));

        foreach (var address in new[] { next, nextId })
        {
            var moved = await conversations.FindAsync(address, default);
            Assert.Equal((false, "chat2,chat1"), (moved.IsFormer, string.Join(',', moved.Chats)));
        }

        foreach (var address in new[] { number, id })
        {
            var former = await conversations.FindAsync(address, default);
            Assert.Equal((true, "chat2,chat1"), (former.IsFormer, string.Join(',', former.Chats)));
        }

        // Somebody else has the number now.
        Assert.True(await conversations.TryClaimAsync(number, await conversations.FindAsync(number, default), "theirs", default));
        Assert.False((await conversations.FindAsync(number, default)).IsFormer);

        Assert.True(await conversations.ForgetAsync(next, "chat1", default));
        Assert.True(await conversations.ForgetAsync(nextId, "chat2", default));
        Assert.Null((await conversations.FindAsync(next, default)).Version);
        Assert.Null((await conversations.FindAsync(nextId, default)).Version);
        Assert.Null((await conversations.FindAsync(id, default)).Version);
        Assert.Equal("theirs", Assert.Single((await conversations.FindAsync(number, default)).Chats));
    }

    [Fact]
    public async Task Alias_ThatLeadsToNothing_IsAsGoodAsNone()
    {
        var tables = azurite.NewTables();
        var conversations = new ConversationTable(tables);
        var id = Ann with { Address = "id" };
        await conversations.TryJoinAsync([Ann, id], [], [], ["chat1"], default);
        await (await tables.Conversations).DeleteEntityAsync(TableKeys.Account("sms", "main"), TableKeys.Address(Ann.Address));

        var found = await conversations.FindAsync(id, default);
        Assert.Empty(found.Chats);
        Assert.True(await conversations.TryClaimAsync(id, found, "chat2", default));
        Assert.Equal("chat2", Assert.Single((await conversations.FindAsync(id, default)).Chats));
    }

    [Fact]
    public async Task Pass_AndWhatComesAfterIt_KeepTheRestOfTheRow()
    {
        var conversations = new ConversationTable(azurite.NewTables());
        var (id, next) = (Ann with { Address = "id" }, Ann with { Address = "next" });
        Assert.True(await conversations.TryJoinAsync([Ann, id], [], [], ["chat1"], default));
        Assert.True(await conversations.TryPassAsync(id, await conversations.FindAsync(id, default), "m1", default));
        var passed = await conversations.FindAsync(Ann, default);
        Assert.True(passed.HasPassed("m1"));
        Assert.Equal(("chat1", conversations.Key(id)), (passed.Chats.Single(), passed.Aliases.Single()));

        Assert.True(await conversations.TryClaimAsync(id, passed, "chat2", default));
        var claimed = await conversations.FindAsync(Ann, default);
        Assert.True(claimed.HasPassed("m1"));
        Assert.Equal("chat2,chat1", string.Join(',', claimed.Chats));

        Assert.True(await conversations.TryJoinAsync([next, id], [claimed], [Ann], claimed.Chats, default));
        Assert.True((await conversations.FindAsync(id, default)).HasPassed("m1"));

        // Whoever writes from the former number is somebody else, also after a word that changed nothing.
        Assert.True(await conversations.TryPassAsync(Ann, await conversations.FindAsync(Ann, default), "m2", default));
        var former = await conversations.FindAsync(Ann, default);
        Assert.True(former is { IsFormer: true } && former.HasPassed("m2"));
        Assert.True(await conversations.ForgetAsync(next, "chat2", default));
        Assert.Equal("chat1", Assert.Single((await conversations.FindAsync(Ann, default)).Chats));
    }

    [Fact]
    public async Task Join_ByManyAtOnce_SucceedsForOne()
    {
        var conversations = new ConversationTable(azurite.NewTables());
        var other = Ann with { Address = "id" };
        var joins = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => conversations.TryJoinAsync([Ann, other], [], [], [], default)));
        Assert.Single(joins, j => j);
    }

    [Fact]
    public async Task Switch_TurnedOffAndOn_IsKept()
    {
        var conversations = new ConversationTable(azurite.NewTables());
        Assert.False(await conversations.IsOffAsync("webhook", "a", default));
        await conversations.SetAsync("webhook", "a", off: true, default);
        Assert.True(await conversations.IsOffAsync("webhook", "a", default));
        Assert.False(await conversations.IsOffAsync("webhook", "b", default));
        await conversations.SetAsync("webhook", "a", off: false, default);
        await conversations.SetAsync("webhook", "a", off: false, default);
        Assert.False(await conversations.IsOffAsync("webhook", "a", default));
    }

    [Fact]
    public async Task Report_InAnyOrder_NeverGoesBackwards()
    {
        var store = new ChatStore(azurite.NewTables(), Sealers.New);
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var chat = Chat.Open(ChatIds.New(), new ChatOpening("c1", "Ann", "s") { Channel = Ann }, now);
        var (said, entry) = chat.SayToCustomer("hi", now);
        var version = ((CommitResult.Committed)await store.CommitAsync(new(null, said, [entry]), default)).Version;
        var receipt = new DeliveryReceipt(1, "P1", DeliveryStatus.Accepted);
        version = Assert.IsType<CommitResult.Committed>(await store.CommitAsync(new(version, said.Apply(new ChatFact.Delivered(1)), []) { Receipts = [receipt] }, default)).Version;
        Assert.Equal(version, (await store.LoadAsync(chat.Id, default))!.Version);

        Assert.True(await store.ReportAsync(chat.Id, "P1", DeliveryStatus.Delivered, null, default));
        Assert.True(await store.ReportAsync(chat.Id, "P1", DeliveryStatus.Sent, null, default));
        Assert.True(await store.ReportAsync(chat.Id, "P1", DeliveryStatus.Failed, "131026", default));
        Assert.False(await store.ReportAsync(chat.Id, "P2", DeliveryStatus.Sent, null, default));
        Assert.Equal(1, await store.FindDeliveryAsync(chat.Id, "P1", default));
        Assert.Null(await store.FindDeliveryAsync(chat.Id, "P2", default));
        Assert.False(await store.ReportAsync(ChatIds.New(), "P1", DeliveryStatus.Sent, null, default));

        var read = Assert.Single(await store.ReadAsync(chat.Id, 1, 1, default));
        Assert.Equal(receipt with { Status = DeliveryStatus.Delivered }, read.Receipt);
        Assert.Equal("hi", read.Text);
    }

    [Fact]
    public async Task HasKey_OfAChat_IsKnownOrNot()
    {
        var store = new ChatStore(azurite.NewTables(), Sealers.New);
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var (chat, entry) = Chat.Open(ChatIds.New(), new ChatOpening("c1", "Ann", "s"), now).Post("x", now);
        await store.CommitAsync(new(null, chat, [entry], "SM1"), default);
        Assert.NotNull(await store.FindKeyAsync(chat.Id, "SM1", default));
        Assert.Null(await store.FindKeyAsync(chat.Id, "SM2", default));
    }
}
