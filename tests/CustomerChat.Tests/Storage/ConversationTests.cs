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
        var conversations = new Conversations(azurite.NewTables());
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
    public async Task Switch_TurnedOffAndOn_IsKept()
    {
        var conversations = new Conversations(azurite.NewTables());
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
        var store = new ChatStore(azurite.NewTables());
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var chat = Chat.Open(ChatIds.New(), new ChatOpening("c1", "Ann", "s") { Channel = Ann }, now);
        var (said, entry) = chat.Say("hi", now);
        var version = ((CommitResult.Committed)await store.CommitAsync(new(null, said, [entry]), default)).Version;
        var receipt = new DeliveryReceipt(1, "P1", DeliveryStatus.Accepted);
        version = Assert.IsType<CommitResult.Committed>(await store.CommitAsync(new(version, said.Apply(new ChatFact.Delivered(1)), []) { Receipts = [receipt] }, default)).Version;
        Assert.Equal(version, (await store.LoadAsync(chat.Id, default))!.Version);

        Assert.True(await store.ReportAsync(chat.Id, "P1", DeliveryStatus.Delivered, null, default));
        Assert.True(await store.ReportAsync(chat.Id, "P1", DeliveryStatus.Sent, null, default));
        Assert.False(await store.ReportAsync(chat.Id, "P2", DeliveryStatus.Sent, null, default));
        Assert.False(await store.ReportAsync(ChatIds.New(), "P1", DeliveryStatus.Sent, null, default));

        var read = Assert.Single(await store.ReadAsync(chat.Id, 1, 1, default));
        Assert.Equal(receipt with { Status = DeliveryStatus.Delivered }, read.Receipt);
        Assert.Equal("hi", read.Text);
    }

    [Fact]
    public async Task HasKey_OfAChat_IsKnownOrNot()
    {
        var store = new ChatStore(azurite.NewTables());
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var (chat, entry) = Chat.Open(ChatIds.New(), new ChatOpening("c1", "Ann", "s"), now).Post("x", now);
        await store.CommitAsync(new(null, chat, [entry], "SM1"), default);
        Assert.NotNull(await store.FindKeyAsync(chat.Id, "SM1", default));
        Assert.Null(await store.FindKeyAsync(chat.Id, "SM2", default));
    }
}
