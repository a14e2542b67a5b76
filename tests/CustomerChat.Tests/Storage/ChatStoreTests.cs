using System.Collections.Immutable;
using CustomerChat.App.Http;
using CustomerChat.Chats;
using CustomerChat.Events;
using CustomerChat.Ledger;
using CustomerChat.Storage;
using CustomerChat.Tests.Support;

namespace CustomerChat.Tests.Storage;

[Collection(AzuriteCollection.Name)]
public class ChatStoreTests(AzuriteFixture azurite)
{
    /// <summary>A version that no row has, in the form that the service takes.</summary>
    private const string NoVersion = "W/\"datetime'1601-01-01T00%3A00%3A00.0000000Z'\"";

    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly ChatStore _store = new(azurite.NewTables(), Sealers.New);

    /// <summary>A handle is a credential at the contact centre: no column holds it as it is. One whose keys are lost is as if there were none, and the chat can be erased.</summary>
    [Fact]
    public async Task Handle_IsSealed_AndWithoutItsKeysTheChatIsThereWithoutIt()
    {
        var tables = azurite.NewTables();
        var chat = NewChat() with { Upstream = new("/secret-1"), Reserved = new("/secret-2"), HandedOverTo = "people", UpstreamNumber = 1, Left = [new("bot", new("/secret-3"))] };
        await new ChatStore(tables, Sealers.New).CommitAsync(new ChatCommit(null, chat, []), default);

        var row = (await (await tables.Chats).GetEntityAsync<Azure.Data.Tables.TableEntity>(chat.Id, TableKeys.Head)).Value;
        Assert.DoesNotContain(row, column => column.Value is string text && text.Contains("secret", StringComparison.Ordinal));
        var other = new ChatStore(tables, new Sealer(new Microsoft.AspNetCore.DataProtection.EphemeralDataProtectionProvider()));
        var loaded = (await other.LoadAsync(chat.Id, default))!.Chat;
        Assert.Equal((null, null, 0), (loaded.Upstream, loaded.Reserved, loaded.Left.Length));
        Assert.NotNull(await other.FenceAsync(chat.Id, default));
    }

    /// <summary>A chat that was opened before handles were sealed has its path in a column of its own.</summary>
    [Fact]
    public async Task Handle_OfAnOlderRow_IsItsPath()
    {
        var tables = azurite.NewTables();
        var (store, chat) = (new ChatStore(tables, Sealers.New), NewChat());
        await store.CommitAsync(new ChatCommit(null, chat, []), default);
        await (await tables.Chats).UpdateEntityAsync(
            new Azure.Data.Tables.TableEntity(chat.Id, TableKeys.Head) { ["UpstreamPath"] = "/api/v2/me/chat/1" }, Azure.ETag.All);

        Assert.Equal("/api/v2/me/chat/1", (await store.LoadAsync(chat.Id, default))!.Chat.Upstream!.Value);
    }

    [Fact]
    public async Task Commit_ANewChatWithEverythingSet_IsLoadedTheSame()
    {
        var chat = NewChat() with
        {
            Endpoint = "sales",
            IsMessage = true,
            Channel = new ChannelAddress("sms", "main", "+15550100"),
            UserData = ImmutableSortedDictionary<string, string>.Empty.Add("k", "ü"),
            Upstream = new("/api/v2/me/chat/1"),
            State = ChatState.Idle,
            EndReason = EndReason.NoAgent,
            EndedAt = Now,
            CompletePending = true,
            NextIndex = 1,
            SentThrough = 3,
            AttemptedThrough = 5,
            Unechoed = [4, 5, 9],
            DeliveredThrough = 2,
            NextUpstreamIndex = 7,
            Lease = new ChatLease("l", Now.AddSeconds(1)),
            NotTaken = [6, 7],
            NotTakenTold = true,
            EarlyReports = [new EarlyReport("SM1", DeliveryStatus.Failed, "30005", Now)],
            NextUpstreamOffset = 12,
            Reserved = new("/reserved"),
            UpstreamCursor = "w7",
            SeenUpstream = ["k1", "k2"],
            Choices = [new("Hours", "topic:hours")],
            HandedOverTo = "people",
            HandedOverAt = Now.AddMinutes(1),
            HandOverAskedAt = Now.AddMinutes(2),
            WaitedFrom = Now.AddMinutes(3),
            AnsweredAt = Now.AddMinutes(4),
            WaitingTold = 2,
            UpstreamNumber = 2,
            Left = [new("bot", new("/left"))],
            Events = [new LifecycleEvent("crm", EventTypes.MessageFailed, 3, Now) { Detail = "30005", Attempts = 2, After = Now.AddMinutes(5) }],
        };

        await CreateAsync(chat);

        var loaded = (await _store.LoadAsync(chat.Id, default))!.Chat;
        Assert.Equal([.. chat.Unechoed], loaded.Unechoed.ToList());
        Assert.Equal([.. chat.Participants], loaded.Participants.ToList());
        Assert.Equal([.. chat.NotTaken], loaded.NotTaken.ToList());
        Assert.Equal([.. chat.EarlyReports], loaded.EarlyReports.ToList());
        Assert.Equal([.. chat.Events], loaded.Events.ToList());
        Assert.Equal([.. chat.SeenUpstream], loaded.SeenUpstream.ToList());
        Assert.Equal([.. chat.Choices], loaded.Choices.ToList());
        Assert.Equal([.. chat.Left], loaded.Left.ToList());
        Assert.Equal(chat.UserData, loaded.UserData);
        Assert.Equal(
            chat,
            loaded with
            {
                SeenUpstream = chat.SeenUpstream,
                Choices = chat.Choices,
                Left = chat.Left,
                Unechoed = chat.Unechoed,
                Participants = chat.Participants,
                UserData = chat.UserData,
                NotTaken = chat.NotTaken,
                EarlyReports = chat.EarlyReports,
                Events = chat.Events,
            });
    }

    [Fact]
    public async Task Load_AnUnknownChat_IsNull() => Assert.Null(await _store.LoadAsync(ChatIds.New(), default));

    [Fact]
    public async Task Commit_OnAnOldVersion_IsAConflictAndChangesNothing()
    {
        var chat = NewChat();
        var version = await CreateAsync(chat);
        var (next, entry) = chat.Post("one", Now);
        Assert.IsType<CommitResult.Committed>(await _store.CommitAsync(new(version, next, [entry]), default));

        var (other, otherEntry) = chat.Post("two", Now);
        Assert.IsType<CommitResult.Conflict>(await _store.CommitAsync(new(version, other, [otherEntry], "key"), default));
        Assert.IsType<CommitResult.Conflict>(await _store.CommitAsync(new(version, chat, []), default));

        Assert.Equal("one", Assert.Single(await _store.ReadAsync(chat.Id, 1, 10, default)).Text);
    }

    [Fact]
    public async Task Commit_WithAVersionJustReturned_Succeeds()
    {
        var chat = NewChat();
        var version = await CreateAsync(chat);
        for (var i = 0; i < 3; i++)
        {
            (chat, var entry) = chat.Post($"t{i}", Now);
            version = Assert.IsType<CommitResult.Committed>(await _store.CommitAsync(new(version, chat, [entry], $"k{i}"), default)).Version;
            chat = chat.Apply(new ChatFact.Sent(i));
            version = Assert.IsType<CommitResult.Committed>(await _store.CommitAsync(new(version, chat, []), default)).Version;
        }

        Assert.Equal(version, (await _store.LoadAsync(chat.Id, default))!.Version);
    }

    [Fact]
    public async Task Commit_WithAKnownKey_IsADuplicateAndChangesNothing()
    {
        var chat = NewChat();
        var version = await CreateAsync(chat);
        var (next, entry) = chat.Post("one", Now);
        version = Assert.IsType<CommitResult.Committed>(await _store.CommitAsync(new(version, next, [entry], "SM/1#?"), default)).Version;

        var (again, second) = next.Post("one again", Now);
        Assert.IsType<CommitResult.Duplicate>(await _store.CommitAsync(new(version, again, [second], "SM/1#?"), default));

        Assert.Single(await _store.ReadAsync(chat.Id, 1, 10, default));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Commit_WhoseAnswerWasLost_IsRecognisedAsItsOwn(bool withKey)
    {
        var (gate, connectionString) = await Gate.BeforeAsync(azurite.ConnectionString);
        await using var _ = gate;
        var store = new ChatStore(azurite.NewTables(connectionString), Sealers.New);
        var chat = NewChat();
        var version = ((CommitResult.Committed)await store.CommitAsync(new(null, chat, []), default)).Version;
        var drops = 0;
        gate.Decide = call => call.Path.EndsWith("$batch", StringComparison.Ordinal) && drops++ == 0 ? new GateAct { DropAfter = true } : GateAct.Pass;

        var (next, entry) = chat.Post("once", Now);
        var result = await store.CommitAsync(new(version, next, [entry], withKey ? "k" : null), default);

        Assert.True(drops >= 2, "the commit was not repeated");
        var committed = Assert.IsType<CommitResult.Committed>(result);
        Assert.Single(await store.ReadAsync(chat.Id, 1, 10, default));
        Assert.Equal(committed.Version, (await store.LoadAsync(chat.Id, default))!.Version);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31_999)]
    [InlineData(32_001)]
    [InlineData(ChatEntry.MaxText)]
    public async Task Commit_ATextOfAnyLength_IsReadWhole(int length)
    {
        var chat = NewChat();
        var version = await CreateAsync(chat);
        var text = string.Concat(Enumerable.Repeat("ä😀b", (length / 4) + 1))[..length];
        var (next, entry) = chat.Post(text, Now);

        Assert.IsType<CommitResult.Committed>(await _store.CommitAsync(new(version, next, [entry]), default));

        Assert.Equal(text, Assert.Single(await _store.ReadAsync(chat.Id, 1, 1, default)).Text);
    }

    [Fact]
    public async Task Commit_TheMostThatOneTakes_GoesInOneTransaction()
    {
        var chat = NewChat();
        var version = await CreateAsync(chat);
        var entries = ImmutableArray.CreateBuilder<ChatEntry>();
        for (var i = 0; i < CommitRoom.MaxEntries; i++)
        {
            (chat, var entry) = chat.Post(new string('x', (CommitRoom.MaxBytes / CommitRoom.MaxEntries) - 2_000), Now);
            entries.Add(entry);
        }

        Assert.IsType<CommitResult.Committed>(await _store.CommitAsync(new(version, chat, entries.ToImmutable(), "key"), default));

        Assert.Equal(entries, await _store.ReadAsync(chat.Id, 1, 1000, default));
    }

    [Theory]
    [InlineData('x')]
    [InlineData('ä')]
    public async Task Commit_AsMuchAsTheRoomSays_IsTaken_AndTwiceAsMuchIsRefusedForItsSize(char letter)
    {
        var chat = NewChat() with { UserData = Enumerable.Range(0, 50).ToImmutableSortedDictionary(i => $"k{i}", _ => new string('ä', 1_024)) };
        var version = await CreateAsync(chat);
        var text = new string(letter, 1_000_000 / CommitRoom.SizeOf(letter.ToString()));
        var (tooMany, room) = (ImmutableArray.CreateBuilder<ChatEntry>(), new CommitRoom());
        var next = chat;
        while (true)
        {
            var (after, entry) = next.SayToCustomer(text[..Math.Min(text.Length, ChatEntry.MaxText)], Now);
            if (!room.Fits(entry))
            {
                break;
            }

            room.Take(entry);
            tooMany.Add(entry);
            next = after;
        }

        var taken = tooMany.ToImmutable();
        var full = next;
        foreach (var more in taken)
        {
            (next, var entry) = next.SayToCustomer(more.Text!, Now);
            tooMany.Add(entry);
        }

        Assert.IsType<CommitResult.TooLarge>(await _store.CommitAsync(new(version, next, tooMany.ToImmutable()), default));
        Assert.IsType<CommitResult.Committed>(await _store.CommitAsync(new(version, full, taken), default));
    }

    [Fact]
    public async Task Commit_OfTheHeadAloneWhoseAnswerWasLost_IsRecognisedAsItsOwn()
    {
        var (gate, connectionString) = await Gate.BeforeAsync(azurite.ConnectionString);
        await using var _ = gate;
        var store = new ChatStore(azurite.NewTables(connectionString), Sealers.New);
        var chat = NewChat();
        var version = ((CommitResult.Committed)await store.CommitAsync(new(null, chat, []), default)).Version;
        var drops = 0;
        gate.Decide = call => call.Method is "PUT" && drops++ == 0 ? new GateAct { DropAfter = true } : GateAct.Pass;

        var result = await store.CommitAsync(new(version, chat.TakeLease(new ChatLease("l", Now)), []), default);

        Assert.True(drops >= 2, "the commit was not repeated");
        Assert.Equal((await store.LoadAsync(chat.Id, default))!.Version, Assert.IsType<CommitResult.Committed>(result).Version);
    }

    [Fact]
    public async Task Commit_WhoseAnswerWasLostWhileAnotherChangedTheHead_NamesNoVersion()
    {
        var (gate, connectionString) = await Gate.BeforeAsync(azurite.ConnectionString);
        await using var _ = gate;
        var prefix = AzuriteFixture.NewPrefix();
        ChatStore Store(string to) => new(new Tables(Microsoft.Extensions.Options.Options.Create(new StorageOptions { ConnectionString = to, TablePrefix = prefix })), Sealers.New);
        var (store, other) = (Store(connectionString), Store(azurite.ConnectionString));
        var chat = NewChat();
        var version = ((CommitResult.Committed)await store.CommitAsync(new(null, chat, []), default)).Version;
        var drops = 0;
        gate.Decide = call => call.Path.EndsWith("$batch", StringComparison.Ordinal) && drops++ == 0
            ? new GateAct { DropAfter = true, After = async () => await other.CommitAsync(new((await other.LoadAsync(chat.Id, default))!.Version, chat with { NextIndex = 2 }, []), default) }
            : GateAct.Pass;

        var (next, entry) = chat.Post("once", Now);
        var result = await store.CommitAsync(new(version, next, [entry]), default);

        Assert.Null(Assert.IsType<CommitResult.Committed>(result).Version);
    }

    [Fact]
    public async Task Commit_OnAChatThatIsNotThere_IsAConflict()
    {
        var (chat, entry) = NewChat().Post("x", Now);
        var version = await CreateAsync(NewChat());
        Assert.IsType<CommitResult.Conflict>(await _store.CommitAsync(new(version, chat, [entry], "k"), default));
        Assert.IsType<CommitResult.Conflict>(await _store.CommitAsync(new(version, chat, []), default));
    }

    [Fact]
    public async Task Load_ARowOfTheVersionBefore_IsReadWithoutItsNewColumns()
    {
        var tables = azurite.NewTables();
        var chat = NewChat() with { Channel = new ChannelAddress("sms", "main", "+1"), Unechoed = [1], NextIndex = 2 };
        await new ChatStore(tables, Sealers.New).CommitAsync(new(null, chat, []), default);
        var table = await tables.Chats;
        var row = (await table.GetEntityAsync<Azure.Data.Tables.TableEntity>(chat.Id, TableKeys.Head)).Value;
        foreach (var column in new[] { "NotTaken", "NotTakenTold", "EarlyReports", "NextUpstreamOffset", "Events" })
        {
            row.Remove(column);
        }

        await table.UpdateEntityAsync(row, Azure.ETag.All, Azure.Data.Tables.TableUpdateMode.Replace);

        var loaded = (await new ChatStore(tables, Sealers.New).LoadAsync(chat.Id, default))!.Chat;
        Assert.Equal(chat, loaded with { Unechoed = chat.Unechoed, Participants = chat.Participants, UserData = chat.UserData });
    }

    [Fact]
    public async Task Commit_MoreThanATransactionHolds_IsAnError() =>
        await Assert.ThrowsAsync<ArgumentException>(() =>
            _store.CommitAsync(new("v", NewChat(), [.. Enumerable.Repeat(NewChat().Post("x", Now).Entry, CommitRoom.MaxEntries + 1)]), default));

    [Fact]
    public async Task Read_BeyondWhatIsTrue_StopsThere()
    {
        var chat = NewChat();
        var version = await CreateAsync(chat);
        (chat, var first) = chat.Post("1", Now);
        (chat, var second) = chat.Post("2", Now);
        await _store.CommitAsync(new(version, chat, [first, second]), default);

        Assert.Equal([1], (await _store.ReadAsync(chat.Id, 1, 1, default)).Select(e => e.Index));
        Assert.Equal([2], (await _store.ReadAsync(chat.Id, 2, 9, default)).Select(e => e.Index));
        Assert.Empty(await _store.ReadAsync(chat.Id, 3, 2, default));
    }

    [Fact]
    public async Task Cursor_MovedByTwoWhoReadTheSame_IsMovedByOneAndNeverBack()
    {
        var id = ChatIds.New();
        var none = await _store.GetCursorAsync(id, default);
        Assert.Equal(new ChatCursor(0, null), none);
        Assert.True(await _store.TryMoveCursorAsync(id, none, 3, default));
        Assert.False(await _store.TryMoveCursorAsync(id, none, 2, default));

        var three = await _store.GetCursorAsync(id, default);
        Assert.True(await _store.TryMoveCursorAsync(id, three, 5, default));
        Assert.False(await _store.TryMoveCursorAsync(id, three, 4, default));
        Assert.Equal(5, (await _store.GetCursorAsync(id, default)).Through);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cursor_WhoseMoveLostItsAnswer_IsRecognisedAsMoved(bool first)
    {
        var (gate, connectionString) = await Gate.BeforeAsync(azurite.ConnectionString);
        await using var _ = gate;
        var store = new ChatStore(azurite.NewTables(connectionString), Sealers.New);
        var id = ChatIds.New();
        await store.GetCursorAsync(id, default);
        if (!first)
        {
            await store.TryMoveCursorAsync(id, default, 1, default);
        }

        var cursor = await store.GetCursorAsync(id, default);
        var drops = 0;
        gate.Decide = call => call.Method is "POST" or "PUT" && drops++ == 0 ? new GateAct { DropAfter = true } : GateAct.Pass;
        Assert.True(await store.TryMoveCursorAsync(id, cursor, 7, default));
        Assert.True(drops >= 2, "the write was not repeated");
        Assert.Equal(7, (await store.GetCursorAsync(id, default)).Through);
    }

    [Fact]
    public async Task Commit_OnTheVersionThatNoRowHas_IsAConflict()
    {
        var chat = NewChat();
        await CreateAsync(chat);
        var (next, entry) = chat.Post("one", Now);
        Assert.IsType<CommitResult.Conflict>(await _store.CommitAsync(new(NoVersion, next, [entry]), default));
        Assert.IsType<CommitResult.Conflict>(await _store.CommitAsync(new(NoVersion, next, []), default));
    }

    private static Chat NewChat() => Chat.Open(ChatIds.New(), new ChatOpening("c1", "Ann", "shoes"), Now);

    private async Task<string> CreateAsync(Chat chat) =>
        Assert.IsType<CommitResult.Committed>(await _store.CommitAsync(new(null, chat, []), default)).Version!;
}
