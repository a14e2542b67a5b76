using Azure.Data.Tables;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Intake;
using CustomerChat.Ledger;
using CustomerChat.Operating;
using CustomerChat.Storage;
using CustomerChat.Tests.Support;
using CustomerChat.Turn;
using Microsoft.Extensions.Options;

namespace CustomerChat.Tests.Storage;

/// <summary>Erasing on a real Azurite, with a gate before it: whatever comes between two of its calls, no row of the chat is left.</summary>
[Collection(AzuriteCollection.Name)]
public class ErasureTests(AzuriteFixture azurite)
{
    private static readonly DateTimeOffset Now = new(2026, 1, 10, 3, 4, 5, TimeSpan.Zero);
    private static readonly ChannelAddress Ann = new("sms", "main", "+1");

    [Theory]
    [InlineData("post")]
    [InlineData("turn")]
    [InlineData("end")]
    [InlineData("close")]
    [InlineData("letter")]
    public async Task Erase_WithSomethingBesideItAtEveryPoint_LeavesNoRow(string beside)
    {
        var points = await AtEveryPointAsync(
            (gated, chat) => Removal(gated).RemoveAsync(chat.Id, default), (tables, chat) => DoAsync(beside, tables, chat), (point, left) =>
                Assert.True(left == 0, $"{beside} after call {point} left a row behind"));
        Assert.InRange(points, 8, 40);
    }

    [Theory]
    [InlineData("post")]
    [InlineData("turn")]
    [InlineData("end")]
    [InlineData("close")]
    [InlineData("letter")]
    public async Task Erase_BetweenTwoCallsOfSomethingElse_LeavesNoRow(string what)
    {
        // After the last call nothing is erased.
        var points = await AtEveryPointAsync(
            (gated, chat) => DoAsync(what, gated, chat), (tables, chat) => Removal(tables).RemoveAsync(chat.Id, default), (point, left) =>
                Assert.True(left == 0, $"{what}, with the chat erased after call {point}, left a row behind"), isLastChecked: false);
        Assert.InRange(points, 2, 20);
    }

    /// <summary>Does something through a gate, and another thing directly after each of its calls, each time with a new chat.</summary>
    /// <returns>How many calls it makes.</returns>
    private async Task<int> AtEveryPointAsync(
        Func<Tables, Chat, Task> act, Func<Tables, Chat, Task> beside, Action<int, int> check, bool isLastChecked = true)
    {
        var (gate, connectionString) = await Gate.BeforeAsync(azurite.ConnectionString);
        await using var _ = gate;
        var prefix = AzuriteFixture.NewPrefix();
        var (tables, gated) = (Tables(azurite.ConnectionString, prefix), Tables(connectionString, prefix));
        for (var point = 0; ; point++)
        {
            var chat = await NewChatAsync(tables);
            var calls = 0;
            gate.Decide = call => calls++ == point ? new GateAct { After = () => beside(tables, chat) } : GateAct.Pass;

            await act(gated, chat);

            gate.Decide = _ => GateAct.Pass;
            var isLast = calls <= point;
            if (!isLast || isLastChecked)
            {
                check(point, await CountAsync(tables, chat.Id));
            }

            if (isLast)
            {
                return point;
            }
        }
    }

    [Fact]
    public async Task Erase_BrokenOffAtAnyPoint_IsFinishedByTheNext()
    {
        var (gate, connectionString) = await Gate.BeforeAsync(azurite.ConnectionString);
        await using var _ = gate;
        var prefix = AzuriteFixture.NewPrefix();
        var (tables, gated) = (Tables(azurite.ConnectionString, prefix), Tables(connectionString, prefix));
        for (var point = 0; ; point++)
        {
            var chat = await NewChatAsync(tables);
            var calls = 0;
            gate.Decide = _ => calls++ >= point ? new GateAct { Status = 400 } : GateAct.Pass;
            var broken = await Record.ExceptionAsync(() => Removal(gated).RemoveAsync(chat.Id, default));
            gate.Decide = _ => GateAct.Pass;

            await Removal(tables).RemoveAsync(chat.Id, default);
            await foreach (var note in new ChatIndex(tables).ListEndedBeforeAsync(Now.AddDays(5), default))
            {
                await new ChatIndex(tables).RemoveNotesAsync(note, default);
            }

            Assert.Null(await new ChatStore(tables, Sealers.New).LoadAsync(chat.Id, default));
            Assert.Equal(0, await CountAsync(tables, chat.Id, words: true));
            if (broken is null)
            {
                Assert.InRange(point, 8, 40);
                return;
            }
        }
    }

    [Fact]
    public async Task Post_ToAChatThatWasErasedByAnother_SaysThatThereIsNone()
    {
        var tables = azurite.NewTables();
        var chat = await NewChatAsync(tables);
        var store = new ChatStore(tables, Sealers.New);
        var ledger = new ChatLedger(store, TimeProvider.System);
        var writer = new ChatWriter(ledger, store, new ChatIndex(tables), Options.Create(new LimitOptions()), TimeProvider.System);
        Assert.Equal(PostResult.Accepted, (await writer.PostAsync(chat.Id, "c1", "known here", null, null, default)).Result);
        await Removal(tables).RemoveAsync(chat.Id, default);

        Assert.Equal(PostResult.NotFound, (await writer.PostAsync(chat.Id, "c1", "to nobody", "key", null, default)).Result);
        Assert.Equal(PostResult.NotFound, await writer.EndAsync(chat.Id, "c1", EndReason.Customer, null, default));
        Assert.Equal(0, await CountAsync(tables, chat.Id));
    }

    [Fact]
    public async Task Report_OfAnErasedChatsMessage_IsPassedOver()
    {
        var tables = azurite.NewTables();
        var chat = await NewChatAsync(tables);
        await Removal(tables).RemoveAsync(chat.Id, default);
        Assert.False(await new ChatStore(tables, Sealers.New).ReportAsync(chat.Id, "SM1", DeliveryStatus.Delivered, null, default));
        Assert.Equal(0, await CountAsync(tables, chat.Id));
    }

    /// <summary>What others do to a chat while it is erased, each through its own ledger.</summary>
    private static async Task DoAsync(string what, Tables tables, Chat chat)
    {
        var store = new ChatStore(tables, Sealers.New);
        var ledger = new ChatLedger(store, TimeProvider.System);
        switch (what)
        {
            case "post":
                await ledger.ChangeAsync(chat.Id, c => c.State == ChatState.Idle ? ChatDecision.No(Refusal.Ended) : Post(c), default);
                break;
            case "turn":
                await ledger.ChangeAsync(
                    chat.Id,
                    [new ChatFact.Delivered(1, null, new DeliveryReceipt(1, "SM1", DeliveryStatus.Accepted))],
                    c => new ChatChange(c) { Lease = new(LeaseKind.Send, TimeSpan.FromSeconds(20)) },
                    default);
                break;
            case "end":
                await new ChatIndex(tables).EndAsync(chat.End(EndReason.Customer, Now), default);
                break;
            case "close":
                // Another day than that of a head that was read before.
                var closed = await ledger.ChangeAsync(chat.Id, c => new ChatChange(c.End(EndReason.ContactCenter, Now.AddDays(2))), default);
                await (closed.Chat is { } over ? new ChatIndex(tables).EndAsync(over, default) : Task.CompletedTask);
                break;
            default:
                var deadLettering = new DeadLettering(new DeadLetterTable(tables), new AgentNotices(ledger, Options.Create(new RelayOptions()), TimeProvider.System), TimeProvider.System);
                await Record.ExceptionAsync(() => deadLettering.StoreAsync(chat.Id, deadLettering.Up(chat.Id, 1, "refused"), new ChatFact.Refused(1), null, default));
                break;
        }

        static ChatChange Post(Chat chat)
        {
            var (next, entry) = chat.Post("beside", Now);
            return new ChatChange(next, [entry]) { Key = Guid.NewGuid().ToString() };
        }
    }

    private static ChatRemoval Removal(Tables tables)
    {
        var store = new ChatStore(tables, Sealers.New);
        return new(store, new ChatIndex(tables), new ConversationTable(tables), new DeadLetterTable(tables), new MemoryFiles { IsOn = false }, new ChatLedger(store, TimeProvider.System));
    }

    private static Tables Tables(string connectionString, string prefix) =>
        new(Options.Create(new StorageOptions { ConnectionString = connectionString, TablePrefix = prefix }));

    private static async Task<Chat> NewChatAsync(Tables tables)
    {
        var (store, index, conversations) = (new ChatStore(tables, Sealers.New), new ChatIndex(tables), new ConversationTable(tables));
        var chat = Chat.Open(ChatIds.New(), new ChatOpening("c1", "Ann", "shoes") { Channel = Ann with { Address = Guid.NewGuid().ToString() } }, Now);
        Assert.True(await conversations.TryClaimAsync(chat.Channel!, Conversation.None, chat.Id, default));
        await index.AddAsync(chat, default);
        var (posted, entry) = chat.Post("x", Now);
        Assert.IsType<CommitResult.Committed>(await store.CommitAsync(new(null, posted, [entry], "k"), default));
        return posted;
    }

    /// <summary>Every row of every table that names a chat, in a key or a column; or only those that may hold words of people.</summary>
    private static async Task<int> CountAsync(Tables tables, string chatId, bool words = false)
    {
        var count = 0;
        TableClient[] all = words ? [await tables.Chats, await tables.DeadLetters, await tables.Conversations]
            : [await tables.Chats, await tables.ChatIndex, await tables.DeadLetters, await tables.Conversations, await tables.Keys];
        foreach (var table in all)
        {
            await foreach (var row in table.QueryAsync<TableEntity>())
            {
                count += row.Any(c => c.Value?.ToString()?.Contains(chatId, StringComparison.Ordinal) == true) ? 1 : 0;
            }
        }

        return count;
    }
}
