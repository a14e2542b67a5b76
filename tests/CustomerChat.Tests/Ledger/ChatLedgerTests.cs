using CustomerChat.Chats;
using CustomerChat.Intake;
using CustomerChat.Ledger;
using CustomerChat.Tests.Support;
using Moq;

namespace CustomerChat.Tests.Ledger;

public class ChatLedgerTests
{
    private readonly World _world = new();

    [Fact]
    public async Task Get_ASlowReadThatEndsAfterACommit_DoesNotBringTheOldHeadBack()
    {
        var chat = await _world.OpenAsync();
        await _world.TurnAsync(chat);
        var answer = new TaskCompletionSource();
        _world.Store.AfterLoad = () => answer.Task;
        var slow = _world.Ledger.GetAsync(chat, TimeSpan.Zero, default).AsTask();
        await _world.PostAsync(chat, "committed meanwhile");
        _world.Store.AfterLoad = () => Task.CompletedTask;
        answer.SetResult();

        Assert.Equal(1, (await slow)!.LastIndex - 1);
        Assert.Equal(2, (await _world.Ledger.GetAsync(chat, ChatLedger.AnyAge, default))!.LastIndex);
    }

    [Fact]
    public async Task Get_ASlowReadThatEndsAfterTheChatWasErased_DoesNotBringItBack()
    {
        var chat = await _world.OpenAsync();
        await _world.TurnAsync(chat);
        var answer = new TaskCompletionSource();
        _world.Store.AfterLoad = () => answer.Task;
        var slow = _world.Ledger.GetAsync(chat, TimeSpan.Zero, default).AsTask();
        _world.Store.AfterLoad = () => Task.CompletedTask;
        await _world.Process.Removal.RemoveAsync(chat, default);
        answer.SetResult();

        Assert.Null(await slow);
        Assert.Null(await _world.Ledger.GetAsync(chat, ChatLedger.AnyAge, default));
    }

    [Fact]
    public async Task Post_BeyondWhatMayBePendingOnAnOldHead_IsDecidedAfresh()
    {
        var world = new World(inline: false);
        var chat = await world.OpenAsync();
        for (var i = 0; i < Chat.MaxUnechoed; i++)
        {
            await world.PostAsync(chat, "x");
        }

        // Another process sends them, and reads that they went in.
        var other = world.OtherRelay();
        while (world.Store.Head(chat).Unechoed.Length > 0)
        {
            await other.TurnAsync(chat, 0, ChatLedger.AnyAge, default);
        }

        Assert.Equal(PostResult.Accepted, await world.PostAsync(chat, "the contact centre has caught up"));
    }

    [Fact]
    public async Task Post_OnAKnownHead_CostsNoLoad()
    {
        var chat = await _world.OpenAsync();
        await _world.TurnAsync(chat);
        var (loads, commits) = (_world.Store.Loads, _world.Store.Commits);

        await _world.PostAsync(chat, "hello");

        Assert.Equal((loads, commits + 1), (_world.Store.Loads, _world.Store.Commits));
    }

    [Fact]
    public async Task Post_ToAChatThatWasErasedElsewhere_SaysThatThereIsNone()
    {
        var chat = await _world.OpenAsync();
        await _world.TurnAsync(chat);
        await _world.Other().Removal.RemoveAsync(chat, default);

        Assert.Equal(PostResult.NotFound, await _world.PostAsync(chat, "to nobody"));
        Assert.Equal(PostResult.NotFound, await _world.Intake.CompleteAsync(chat, World.Center, default));
        Assert.Equal(0, _world.Store.RowsOf(chat));
    }

    [Fact]
    public async Task Post_ToAChatThatEndedElsewhere_SaysThatItHasEnded()
    {
        var chat = await _world.OpenAsync();
        await _world.TurnAsync(chat);
        await _world.Other().Intake.CompleteAsync(chat, World.Center, default);

        Assert.Equal(PostResult.Ended, await _world.PostAsync(chat, "too late"));
    }

    [Fact]
    public async Task Lease_WhoseCommitsAnswerWasLost_IsNotWaitedFor()
    {
        var chat = await _world.OpenAsync();
        await _world.TurnAsync(chat);
        LoseNextAnswer();
        await Assert.ThrowsAsync<IOException>(() => _world.PostAsync(chat, "kept all the same"));
        Assert.NotNull(_world.Store.Head(chat).Lease);

        await _world.TurnAsync(chat);

        Assert.Equal(["kept all the same"], _world.Upstream.CustomersTexts);
    }

    [Fact]
    public async Task Lease_IsDatedWhenItIsCommitted()
    {
        var chat = await _world.OpenAsync();
        await _world.TurnAsync(chat);
        await _world.Other().Intake.PostAsync(chat, World.Center, "makes the head known here an old one", null, default);
        _world.Store.AtLoad = () =>
        {
            _world.Time.Advance(TimeSpan.FromSeconds(40));
            return Task.FromResult(true);
        };

        // The first attempt conflicts, the second is made 40 s later.
        var result = await _world.Ledger.ChangeAsync(chat, c => new ChatChange(c) { Lease = new(LeaseKind.Send, TimeSpan.FromSeconds(20)) }, default);

        Assert.Equal(_world.Time.GetUtcNow() + TimeSpan.FromSeconds(20), result.Lease!.Until);
        Assert.Equal(result.Lease, _world.Store.Head(chat).Lease);
    }

    [Fact]
    public async Task Facts_OfACommitThatFailed_RideOnTheNext()
    {
        var chat = await _world.OpenAsync();
        await _world.TurnAsync(chat);
        _world.Store.At = point => _ = point == "before commit" ? throw new IOException() : 0;
        await Assert.ThrowsAsync<IOException>(() => _world.Ledger.ChangeAsync(chat, [new ChatFact.Sent(1)], c => new ChatChange(c with { Subject = "x" }), default));
        _world.Store.At = _ => { };

        await _world.Ledger.ChangeAsync(chat, c => new ChatChange(c), default);

        Assert.Equal(1, _world.Store.Head(chat).SentThrough);
    }

    [Fact]
    public async Task Facts_OfAChatThatWasNotKnownHere_RideOnTheNextCommitAsWell()
    {
        var chat = await _world.OpenAsync();
        var ledger = _world.Other().Ledger;
        _world.Store.At = point => _ = point == "before commit" ? throw new IOException() : 0;
        await Assert.ThrowsAsync<IOException>(() => ledger.ChangeAsync(chat, [new ChatFact.Opened(new("/u1"))], c => new ChatChange(c with { Subject = "x" }), default));
        _world.Store.At = _ => { };

        await ledger.ChangeAsync(chat, c => new ChatChange(c), default);

        Assert.Equal("/u1", _world.Store.Head(chat).Upstream?.Value);
    }

    /// <summary>The commit was in, its answer was lost, and another changed the head before it was repeated: the store can only say that it conflicts.</summary>
    [Fact]
    public async Task Lease_OfACommitThatIsInAndIsSaidToConflict_IsKnownForOurOwn()
    {
        var chat = await _world.OpenAsync();
        var conflicts = 0;
        var store = new Mock<IChatStore>();
        store.Setup(s => s.LoadAsync(chat, default)).Returns(() => _world.Store.LoadAsync(chat, default));
        store.Setup(s => s.CommitAsync(It.IsAny<ChatCommit>(), default)).Returns(async (ChatCommit commit, CancellationToken _) =>
        {
            var result = await _world.Store.CommitAsync(commit, default);
            if (conflicts++ > 0)
            {
                return result;
            }

            await _world.Other().Ledger.ChangeAsync(chat, c => new ChatChange(c with { Subject = "x" }), default);
            return new CommitResult.Conflict();
        });

        var result = await new ChatLedger(store.Object, _world.Time).ChangeAsync(
            chat, c => c.Lease is null ? new ChatChange(c) { Lease = new(LeaseKind.Send, TimeSpan.FromSeconds(20)) } : ChatDecision.No(Refusal.Busy), default);

        Assert.Equal(ChangeOutcome.Committed, result.Outcome);
        Assert.Equal(_world.Store.Head(chat).Lease, result.Lease);
    }

    /// <summary>A change that is asked for while the chat is being created waits. If it did not, what the ledger knows of the chat would go back to the first head.</summary>
    [Fact]
    public async Task Create_WhoseAnswerIsSlow_IsKnownBeforeTheNextChange()
    {
        var (stored, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        var conflicts = 0;
        var store = new Mock<IChatStore>();
        store.Setup(s => s.LoadAsync(It.IsAny<string>(), default)).Returns((string id, CancellationToken _) => _world.Store.LoadAsync(id, default));
        store.Setup(s => s.CommitAsync(It.IsAny<ChatCommit>(), default)).Returns(async (ChatCommit commit, CancellationToken _) =>
        {
            var result = await _world.Store.CommitAsync(commit, default);
            conflicts += result is CommitResult.Conflict ? 1 : 0;
            if (commit.Basis is null)
            {
                stored.SetResult();
                await answer.Task;
            }

            return result;
        });
        var ledger = new ChatLedger(store.Object, _world.Time);
        var chat = Chat.Open("00000000-0000-4000-8000-000000000001", new ChatOpening(World.Center, "Ann", "shoes"), _world.Time.GetUtcNow());

        var creating = ledger.CreateAsync(new ChatChange(chat), default);
        await stored.Task;
        var changing = ledger.ChangeAsync(chat.Id, c => new ChatChange(c with { Subject = "boots" }), default);
        answer.SetResult();
        await Task.WhenAll(creating, changing);
        await ledger.ChangeAsync(chat.Id, c => new ChatChange(c with { Nickname = "Anna" }), default);

        Assert.Equal(0, conflicts);
        Assert.Equal(("boots", "Anna"), (_world.Store.Head(chat.Id).Subject, _world.Store.Head(chat.Id).Nickname));
    }

    private void LoseNextAnswer() => _world.Store.At = point =>
    {
        if (point == "after commit")
        {
            _world.Store.At = _ => { };
            throw new IOException("The answer was lost.");
        }
    };
}
