using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Ledger;
using CustomerChat.Tests.Support;
using CustomerChat.Turn;

namespace CustomerChat.Tests.Turn;

/// <summary>Every chat ends; and of what was opened upstream, however late it is told, nothing is left for nobody to poll.</summary>
public class EndOfLifeTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EndedChat_WhoseContactCenterIsNeverReachedAgain_IsFinishedADayLater(bool wasRemoved)
    {
        var world = new World(inline: false);
        await world.WriteAsync("1", "hello");
        var chat = await world.ChatOfAsync();
        await world.TurnAsync(chat);
        world.Channel.Answer = _ => new DeliveryResult.RetryLater(TimeSpan.FromDays(3), "off", Counts: false);
        world.Upstream.Say("undelivered");
        await world.TurnAsync(chat);
        await world.WriteAsync("2", "unsent");
        await world.WriteAsync("3", "/end", ends: true);
        world.Upstream.IsConfigured = !wasRemoved;
        world.Upstream.Fail = _ => (ContactCenterFault.NotReached, false);
        for (var hour = 0; hour < 24; hour++)
        {
            Assert.False((await world.TurnAsync(chat)).Ended);
            world.Time.Advance(TimeSpan.FromHours(1));
        }

        world.Time.Advance(TimeSpan.FromMinutes(1));
        var outcome = await world.TurnAsync(chat);

        Assert.True(outcome.Ended);
        Assert.Empty(world.Store.Open);
        Assert.Equal(["unsent", "undelivered"], world.Store.Letters.OrderByDescending(l => l.ToContactCenter).Select(l => world.Store.Entries(chat)[(int)l.Index - 1].Text));
        await world.Process.Removal.RemoveEndedBeforeAsync(world.Time.GetUtcNow().AddDays(1), default);
        Assert.Equal(0, world.Store.RowsOf(chat));
    }

    [Fact]
    public async Task OpenChat_WhoseContactCenterWasRemoved_IsFinishedTwoDaysLater()
    {
        var world = new World();
        var chat = await world.OpenAsync();
        await world.TurnAsync(chat);
        world.Upstream.IsConfigured = false;
        var turns = 0;
        while (!(await world.TurnAsync(chat)).Ended)
        {
            world.Time.Advance(TimeSpan.FromHours(1));
            Assert.InRange(++turns, 1, 50);
        }

        Assert.Equal(ChatPhase.Finished, world.Store.Head(chat).Phase);
    }

    [Fact]
    public async Task ErasedChat_UnderItsTurn_IsNoFault()
    {
        var world = new World();
        var chat = await world.OpenAsync();
        await world.TurnAsync(chat);
        world.Upstream.Say("too late");
        world.Upstream.Takes = _ => world.Other().Removal.RemoveAsync(chat, default);

        Assert.Equal(TurnResult.Unknown, await world.TurnAsync(chat));
        Assert.Equal(0, world.Store.RowsOf(chat));
    }

    [Fact]
    public async Task Opening_AnsweredWhenAnotherIsOpenAlready_IsCompleted()
    {
        var world = new World();
        var chat = await world.OpenAsync();
        var other = world.OtherRelay();
        world.Upstream.Takes = async operation =>
        {
            if (operation == "RequestChat")
            {
                // So late that the lease is over: another has opened the chat meanwhile.
                world.Upstream.Takes = _ => Task.CompletedTask;
                world.Time.Advance(TimeSpan.FromSeconds(60));
                await other.TurnAsync(chat, 0, TimeSpan.Zero, default);
            }
        };

        await world.TurnAsync(chat);

        Assert.Equal("/api/v2/me/chat/u1", world.Store.Head(chat).Upstream?.Value);
        Assert.Equal([false, true], world.Upstream.Chats.Select(c => c.CompletedByCustomer));
    }

    [Fact]
    public async Task Opening_AnsweredLate_IsAdopted()
    {
        var world = new World();
        var chat = await world.OpenAsync();
        world.Upstream.Takes = operation =>
        {
            world.Time.Advance(TimeSpan.FromSeconds(operation == "RequestChat" ? 60 : 0));
            return Task.CompletedTask;
        };

        await world.TurnAsync(chat);

        Assert.Equal(1, world.Upstream.Opened);
        Assert.Equal("/api/v2/me/chat/u1", world.Store.Head(chat).Upstream?.Value);
    }

    /// <summary>The host stops while the contact centre opens the chat: the answer is waited for, so that no second chat is opened there.</summary>
    [Fact]
    public async Task Opening_AnsweredWhenTheHostStops_IsAdopted()
    {
        var world = new World();
        var chat = await world.OpenAsync();
        using var stop = new CancellationTokenSource();
        var answered = new TaskCompletionSource();
        world.Upstream.Takes = operation => operation == "RequestChat" ? answered.Task : Task.CompletedTask;
        var turn = world.Relay.TurnAsync(chat, 0, ChatLedger.AnyAge, stop.Token);
        await stop.CancelAsync();
        answered.SetResult();
        await Record.ExceptionAsync(() => turn);

        world.Start();
        await world.TurnAsync(chat);
        Assert.Equal(1, world.Upstream.Opened);
        Assert.Equal("/api/v2/me/chat/u1", world.Store.Head(chat).Upstream?.Value);
    }

    /// <summary>An answer to the opening that says "there is no such chat" is a slip, a gateway's for example: the chat is opened with the next turn.</summary>
    [Fact]
    public async Task Opening_AnsweredAsIfTheChatWereGone_IsTriedAgain()
    {
        var world = new World();
        var chat = await world.OpenAsync();
        world.Upstream.Fail = o => o == "RequestChat" ? (ContactCenterFault.ChatGone, false) : null;
        await world.TurnAsync(chat);
        Assert.NotEqual(ChatState.Idle, world.Store.Head(chat).State);

        world.Upstream.Fail = _ => null;
        await world.TurnAsync(chat);
        Assert.Equal("/api/v2/me/chat/u1", world.Store.Head(chat).Upstream?.Value);
    }

    [Fact]
    public async Task Opening_WhoseCommitFailed_IsRemembered()
    {
        var world = new World();
        var chat = await world.OpenAsync();
        world.Upstream.At = point => world.Store.At = store =>
        {
            if (point == "after RequestChat" && store == "before commit")
            {
                world.Upstream.At = _ => { };
                world.Store.At = _ => { };
                throw new IOException();
            }
        };
        await Assert.ThrowsAsync<IOException>(() => world.TurnAsync(chat));

        await world.TurnAsync(chat);

        Assert.Equal(1, world.Upstream.Opened);
        Assert.NotNull(world.Store.Head(chat).Upstream);
    }

    [Fact]
    public async Task Opening_ThatTakesLong_IsNotRepeatedByAnother()
    {
        var world = new World();
        var chat = await world.OpenAsync();
        var other = world.OtherRelay();
        world.Upstream.Takes = async operation =>
        {
            if (operation == "RequestChat")
            {
                world.Time.Advance(TimeSpan.FromSeconds(29));
                await other.TurnAsync(chat, 0, TimeSpan.Zero, default);
            }
        };

        await world.TurnAsync(chat);

        Assert.Equal(1, world.Upstream.Opened);
    }

    [Fact]
    public async Task Opening_WhoseLeaseWasCommittedLate_IsLeftToTheNextTurn()
    {
        var world = new World();
        var chat = await world.OpenAsync();
        var other = world.OtherRelay();
        world.Store.At = point =>
        {
            if (point == "after commit")
            {
                world.Store.At = _ => { };
                world.Time.Advance(TimeSpan.FromSeconds(20));
            }
        };
        world.Upstream.Takes = async operation =>
        {
            if (operation == "RequestChat")
            {
                // Another looks at it in between, when a lease of 40 s is over.
                world.Upstream.Takes = _ => Task.CompletedTask;
                world.Time.Advance(TimeSpan.FromSeconds(25));
                await other.TurnAsync(chat, 0, TimeSpan.Zero, default);
            }
        };

        await world.TurnAsync(chat);
        await world.TurnAsync(chat);

        Assert.Equal(1, world.Upstream.Opened);
        Assert.NotNull(world.Store.Head(chat).Upstream);
    }

    [Fact]
    public async Task Turn_WhoseCommitIsTooLargeForTheStorage_CutsItSmaller()
    {
        var world = new World();
        var chat = await world.OpenAsync();
        await world.TurnAsync(chat);
        world.Store.MaxBytes = 100_000;
        var text = string.Concat(Enumerable.Range(0, 100_000).Select(i => $"{i:D5} "));
        world.Upstream.Say(text);
        world.Upstream.Say("bye");
        world.Upstream.State = ChatState.Idle;

        await world.TurnAsync(chat);

        Assert.Equal(text + "bye", string.Concat(world.Store.Entries(chat).Where(e => e.From.Type == ParticipantType.Agent).Select(e => e.Text)));
    }

    [Fact]
    public async Task Turn_ThatDiesBetweenTwoCommitsOfOneText_GoesOnThere()
    {
        var world = new World();
        var chat = await world.OpenAsync();
        await world.TurnAsync(chat);
        var text = new string('ä', 2_000_000);
        world.Upstream.Say(text);
        var commits = 0;
        world.Store.At = point => _ = point == "before commit" && ++commits == 2 ? throw new IOException() : 0;
        await Assert.ThrowsAsync<IOException>(() => world.TurnAsync(chat));
        world.Store.At = _ => { };
        world.Start();

        await world.TurnAsync(chat);

        Assert.Equal(text, string.Concat(world.Store.Entries(chat).Where(e => e.From.Type == ParticipantType.Agent).Select(e => e.Text)));
        Assert.Equal(2, commits);
    }

    [Fact]
    public async Task Receipt_OfTheLastWords_WhoseCommitFailed_IsStoredBeforeTheChatIsTakenForFinished()
    {
        var world = new World();
        await world.WriteAsync("1", "hello");
        var chat = await world.ChatOfAsync();
        await world.TurnAsync(chat);
        world.Upstream.Say("bye");
        world.Upstream.State = ChatState.Idle;
        world.Channel.At = point => world.Store.At = store => _ = point == "after send" && store == "before commit" ? throw new IOException() : 0;
        await Assert.ThrowsAsync<IOException>(() => world.TurnAsync(chat));
        (world.Channel.At, world.Store.At) = (_ => { }, _ => { });

        Assert.True((await world.TurnAsync(chat)).Ended);

        Assert.Equal(["bye"], world.Channel.Sent.Select(m => m.Text));
        Assert.Equal(ChatPhase.Finished, world.Store.Head(chat).Phase);
        Assert.Equal("p-" + world.Channel.Sent[0].Id, world.Store.Entries(chat)[^1].Receipt?.ProviderId);
    }

    [Fact]
    public async Task Text_InDoubtWhenTheAgentCloses_IsNotSentToTheClosedChatButOpensTheNext()
    {
        var world = new World(inline: false);
        await world.WriteAsync("1", "hello");
        var chat = await world.ChatOfAsync();
        await world.TurnAsync(chat);
        await world.WriteAsync("2", "in doubt");
        world.Upstream.Fail = operation => operation == "SendMessage" ? (ContactCenterFault.NoAnswer, false) : null;
        await world.TurnAsync(chat);
        world.Upstream.Fail = _ => null;
        world.Upstream.State = ChatState.Idle;
        world.Time.Advance(TimeSpan.FromSeconds(60));
        var sent = 0;
        world.Upstream.At = point => sent += point == "before SendMessage" ? 1 : 0;

        var outcome = await world.TurnAsync(chat);

        Assert.Equal(0, sent);
        Assert.Equal(0, outcome.Failures);
        Assert.Equal("in doubt", world.Store.Entries(outcome.Successor!).Single().Text);
    }

    [Fact]
    public async Task Refused_BeforeTheNextIsSent_IsInTheStore()
    {
        var world = new World(inline: false);
        var chat = await world.OpenAsync();
        await world.TurnAsync(chat);
        await world.PostAsync(chat, "refused");
        await world.PostAsync(chat, "fine");
        var refusals = 0;
        world.Upstream.Fail = o => o == "SendMessage" && ++refusals == 1 ? (ContactCenterFault.Refused, false) : null;

        // It dies right after the second text: the echo of that one must not be taken for the first one's.
        world.Upstream.At = point => _ = point == "after SendMessage" ? throw new IOException() : 0;
        await Assert.ThrowsAsync<IOException>(() => world.TurnAsync(chat));
        world.Upstream.At = _ => { };
        world.Start();
        for (var i = 0; i < 4; i++)
        {
            world.Time.Advance(TimeSpan.FromSeconds(30));
            await world.TurnAsync(chat);
        }

        Assert.Equal("fine", world.Upstream.CustomersTexts.First());
        Assert.StartsWith("A message of the customer could not be passed on to you", Assert.Single(world.Upstream.CustomersTexts.Skip(1)), StringComparison.Ordinal);
    }
}
