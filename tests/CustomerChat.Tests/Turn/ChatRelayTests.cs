using CustomerChat.Chats;
using CustomerChat.Files;
using CustomerChat.Intake;
using CustomerChat.Ledger;
using CustomerChat.Tests.Support;
using CustomerChat.Turn;
using Moq;

namespace CustomerChat.Tests.Turn;

public class ChatRelayTests
{
    private static readonly Participant Agent = new("Agnes", "2", ParticipantType.Agent);

    [Fact]
    public async Task Turn_WithNothingNew_WritesNothing()
    {
        var world = new World();
        var chat = await world.OpenAsync();
        await world.TurnAsync(chat);
        var commits = world.Store.Commits;

        await world.TurnAsync(chat);

        Assert.Equal(commits, world.Store.Commits);
    }

    [Fact]
    public async Task Post_BeyondTheEntriesOfAChat_IsRefusedAndChangesNothing()
    {
        var world = new World();
        world.Limits.EntriesPerChat = 100;
        var chat = await world.OpenAsync();
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(PostResult.Accepted, await world.PostAsync(chat, "x"));
        }

        Assert.Equal(PostResult.TooMany, await world.PostAsync(chat, "one more"));
        Assert.Equal(100, world.Store.Entries(chat).Count);
    }

    [Theory]
    [InlineData(10, false, false)]
    [InlineData(60, false, true)]
    [InlineData(10, true, true)]
    public async Task Post_WhenNothingElseWaits_CostsOneCommitIsSentInlineAndWakesUrgentlyWhereItMust(int quietSeconds, bool fails, bool urgent)
    {
        var world = new World();
        var chat = await world.OpenAsync();
        await world.TurnAsync(chat);
        world.Upstream.State = ChatState.Chatting;
        await world.TurnAsync(chat);
        world.Time.Advance(TimeSpan.FromSeconds(quietSeconds));
        world.Upstream.Fail = _ => fails ? (ContactCenterFault.NotReached, false) : null;
        var commits = world.Store.Commits;

        Assert.Equal(PostResult.Accepted, await world.PostAsync(chat, "hello"));

        Assert.Equal(fails ? [] : ["hello"], world.Upstream.CustomersTexts);
        Assert.Equal(commits + 1, world.Store.Commits);
        world.Runtime.Verify(r => r.WakeAsync(chat, urgent, It.IsAny<CancellationToken>()), Times.Once);
    }

    /// <summary>Each of two processes sends what its customer posts there: the echo of a text that this one does not know is not to be passed over.</summary>
    [Fact]
    public async Task Poll_WithAnEchoOfAnotherProcessesText_TakesItForThatText()
    {
        var world = new World();
        var chat = await world.OpenAsync();
        await world.TurnAsync(chat);
        await world.Other().Intake.PostAsync(chat, World.Center, "posted elsewhere", null, default);

        // Of any age: this process is not told to read the chat again.
        var outcome = await world.TurnAsync(chat);
        await world.Ledger.ChangeAsync(chat, c => new ChatChange(c with { Subject = "committed" }), default);

        Assert.False(outcome.Pending);
        Assert.Empty(world.Store.Head(chat).Unechoed);
        Assert.Equal(["posted elsewhere"], world.Upstream.CustomersTexts);
    }

    [Theory]
    [InlineData(30, 0)]
    [InlineData(4_000, 1)]
    public async Task Turn_WithTextsOfThisProcess_SendsThemWithoutReadingThemUnlessTheyAreLarge(int length, int reads)
    {
        var world = new World();
        world.Options.InlineSendBudget = TimeSpan.Zero;
        var chat = await world.OpenAsync();
        var texts = Enumerable.Range(0, 10).Select(i => new string((char)('a' + i), length)).ToList();
        foreach (var text in texts)
        {
            await world.PostAsync(chat, text);
        }

        await world.TurnAsync(chat);

        Assert.Equal(texts, world.Upstream.CustomersTexts);
        Assert.Equal(reads, world.Store.Reads);
    }

    [Fact]
    public async Task Turn_InAnotherProcess_ReadsWhatItDidNotWrite()
    {
        var world = new World();
        world.Options.InlineSendBudget = TimeSpan.Zero;
        var chat = await world.OpenAsync();
        await world.PostAsync(chat, "one");
        await world.PostAsync(chat, "two");

        await world.OtherRelay().TurnAsync(chat, 0, ChatLedger.AnyAge, default);

        Assert.Equal(["one", "two"], world.Upstream.CustomersTexts);
        Assert.Equal(1, world.Store.Reads);
    }

    [Fact]
    public async Task Post_WhoseEchoIsRead_CostsOneCommitMore()
    {
        var world = new World();
        var chat = await world.OpenAsync();
        await world.TurnAsync(chat);
        await world.PostAsync(chat, "hello");
        var commits = world.Store.Commits;

        await world.TurnAsync(chat);
        await world.TurnAsync(chat);

        Assert.Equal(commits + 1, world.Store.Commits);
        Assert.Equal(1, world.Store.Head(chat).SentThrough - 1);
    }

    [Fact]
    public async Task Post_OneAfterTheOther_EachCostsOneCommitAndIsSentInline()
    {
        var world = new World();
        var chat = await world.OpenAsync();
        await world.TurnAsync(chat);
        var commits = world.Store.Commits;

        for (var i = 0; i < 5; i++)
        {
            await world.PostAsync(chat, $"t{i}");
        }

        Assert.Equal(["t0", "t1", "t2", "t3", "t4"], world.Upstream.CustomersTexts);
        Assert.Equal(commits + 5, world.Store.Commits);
    }

    /// <summary>The storage answers so late that the send would outlast its lease: whoever reads meanwhile takes the text for unsent.</summary>
    [Fact]
    public async Task Post_WhoseCommitWasAnsweredLate_IsLeftToTheNextTurn()
    {
        var world = new World();
        var chat = await world.OpenAsync();
        await world.TurnAsync(chat);
        var other = world.OtherRelay();
        world.Store.At = point =>
        {
            if (point == "after commit")
            {
                world.Store.At = _ => { };
                world.Time.Advance(TimeSpan.FromSeconds(18));
            }
        };
        world.Upstream.Takes = async operation =>
        {
            if (operation == "SendMessage")
            {
                world.Upstream.Takes = _ => Task.CompletedTask;
                world.Time.Advance(TimeSpan.FromSeconds(4));
                await other.TurnAsync(chat, 0, TimeSpan.Zero, default);
            }
        };

        Assert.Equal(PostResult.Accepted, await world.PostAsync(chat, "once"));
        await world.TurnAsync(chat);

        Assert.Equal(["once"], world.Upstream.CustomersTexts);
    }

    [Fact]
    public async Task Post_WhileTheContactCenterHangs_IsAnsweredWithinTheBudget()
    {
        var world = new World();
        var chat = await world.OpenAsync();
        await world.TurnAsync(chat);
        var hangs = new TaskCompletionSource<UpstreamHandle>();
        var slow = new Mock<IContactCenter>();
        slow.Setup(c => c.Timeout).Returns(TimeSpan.FromSeconds(10));
        slow.Setup(c => c.SendMessageAsync(It.IsAny<UpstreamHandle>(), It.IsAny<UpstreamText>(), It.IsAny<CancellationToken>())).Returns(hangs.Task);
        var centers = Mock.Of<IContactCenters>(c => c.Find(It.IsAny<string>()) == slow.Object);
        var intake = world.Process.NewIntake(world, centers);

        var post = intake.PostAsync(chat, World.Center, "hello", null, default);
        Assert.False(post.IsCompleted);
        world.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(PostResult.Accepted, await post);
        hangs.SetResult(new("/u1"));
    }

    /// <summary>A contact centre that is down is asked less and less often: each further failure doubles the wait.</summary>
    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(2, 2, 4)]
    [InlineData(3, 4, 8)]
    [InlineData(9, 10, 20)]
    public async Task Turn_AfterFailuresInARow_WaitsLonger(int failures, int least, int most)
    {
        var world = new World();
        var chat = await world.OpenAsync();
        await world.TurnAsync(chat);
        world.Upstream.Fail = _ => (ContactCenterFault.NotReached, false);

        var result = await world.Relay.TurnAsync(chat, failures, ChatLedger.AnyAge, default);

        Assert.Equal(failures + 1, result.Failures);
        Assert.InRange(result.Delay, TimeSpan.FromSeconds(least), TimeSpan.FromSeconds(most));
    }

    /// <summary>The contact centre must still be told something: even a quiet chat is then polled fast.</summary>
    [Fact]
    public async Task Turn_OfAQuietChatWhoseTextWaitsForALease_ComesAgainSoon()
    {
        var world = new World(inline: false);
        var chat = await world.OpenAsync();
        await world.TurnAsync(chat);
        world.Upstream.State = ChatState.Chatting;
        await world.TurnAsync(chat);
        world.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.InRange((await world.TurnAsync(chat)).Delay, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30));
        await world.PostAsync(chat, "hello");
        await world.Ledger.ChangeAsync(chat, c => new ChatChange(c with { LastActivityAt = c.OpenedAt }) { Lease = UpstreamSender.Lease(world.Upstream) }, default);

        var result = await world.TurnAsync(chat);

        Assert.True(result.Pending);
        Assert.InRange(result.Delay, TimeSpan.Zero, world.Options.FastPoll);
    }

    /// <summary>A gateway refuses the answer to a text, and not the request: a read shows that the text has arrived, before it would be sent again.</summary>
    [Fact]
    public async Task Post_WhoseAnswerAGatewayRefuses_IsNotSentAgainBeforeARead()
    {
        var world = new World();
        var chat = await world.OpenAsync();
        await world.TurnAsync(chat);
        world.Upstream.HasAGateway = true;
        world.Upstream.Fail = o => (ContactCenterFault.NotNow, o == "SendMessage");
        await world.PostAsync(chat, "once");
        await world.TurnAsync(chat);

        world.Upstream.Fail = _ => null;
        await world.TurnAsync(chat);
        await world.TurnAsync(chat);

        Assert.Equal(["once"], world.Upstream.CustomersTexts);
        Assert.False(world.Store.Head(chat).HasUnsent);
    }

    /// <summary>A contact centre may answer a text with new keys for the chat: the next requests, and other processes, use these.</summary>
    [Fact]
    public async Task Post_AnsweredWithANewHandle_IsFollowedByRequestsWithIt()
    {
        var world = new World();
        var chat = await world.OpenAsync();
        await world.TurnAsync(chat);
        world.Upstream.Renewals = 0;
        await world.PostAsync(chat, "one");
        await world.PostAsync(chat, "two");
        await world.TurnAsync(chat);

        // The first read with nothing new stores it.
        await world.TurnAsync(chat);

        Assert.Equal(["one", "two"], world.Upstream.CustomersTexts);
        Assert.Equal("/key2/u1", world.Store.Head(chat).Upstream?.Value);
    }

    [Fact]
    public async Task Turn_WhenTheAgentEnds_TakesTheLastWordsAndEnds()
    {
        var world = new World();
        var chat = await world.OpenAsync();
        await world.TurnAsync(chat);
        world.Upstream.Say("bye");
        world.Upstream.State = ChatState.Idle;

        var outcome = await world.TurnAsync(chat);

        Assert.True(outcome.Ended);
        Assert.Equal(EndReason.ContactCenter, world.Store.Head(chat).EndReason);
        Assert.Equal("bye", world.Store.Entries(chat)[^1].Text);
        Assert.Empty(world.Store.Open);
        Assert.Equal(PostResult.Ended, await world.PostAsync(chat, "too late"));
    }

    [Fact]
    public async Task Turn_WhenTheChatIsGoneUpstream_EndsAndKeepsWhatWasUnsent()
    {
        var world = new World(inline: false);
        var chat = await world.OpenAsync();
        await world.TurnAsync(chat);
        await world.PostAsync(chat, "unsent");
        world.Upstream.Fail = _ => (ContactCenterFault.ChatGone, false);

        var outcome = await world.TurnAsync(chat);

        Assert.True(outcome.Ended);
        Assert.Equal(EndReason.UpstreamGone, world.Store.Head(chat).EndReason);
        Assert.Equal([(1L + 1, true)], world.Store.Letters.Select(l => (l.Index, l.ToContactCenter)));
    }

    [Fact]
    public async Task Complete_WithTextsPendingWhileTheContactCenterIsDown_SendsThemAndThenCompletes()
    {
        var world = new World();
        var chat = await world.OpenAsync();
        world.Upstream.Fail = _ => (ContactCenterFault.NotReached, false);
        await world.TurnAsync(chat);
        await world.PostAsync(chat, "one");
        await world.PostAsync(chat, "two");
        Assert.Equal(PostResult.Accepted, await world.Intake.CompleteAsync(chat, World.Center, default));
        Assert.Equal(PostResult.Ended, await world.PostAsync(chat, "three"));
        Assert.Equal(PostResult.Ended, await world.Intake.CompleteAsync(chat, World.Center, default));
        Assert.False((await world.TurnAsync(chat)).Ended);

        world.Upstream.Fail = _ => null;
        var outcome = await world.TurnAsync(chat);

        Assert.True(outcome.Ended);
        Assert.Equal(["one", "two"], world.Upstream.CustomersTexts);
        Assert.True(world.Upstream.CompletedByCustomer);
        Assert.Equal(EndReason.Customer, world.Store.Head(chat).EndReason);
    }

    [Fact]
    public async Task Complete_BeforeTheContactCenterKnewOfTheChat_NeverBothersIt()
    {
        var world = new World();
        var chat = await world.OpenAsync();
        await world.Intake.CompleteAsync(chat, World.Center, default);

        Assert.True((await world.TurnAsync(chat)).Ended);
        Assert.Equal(0, world.Upstream.Opened);
    }

    [Fact]
    public async Task Turn_WhenAMessageIsRefusedForGood_KeepsItAsDeadLetterAndGoesOn()
    {
        var world = new World();
        var chat = await world.OpenAsync();
        await world.TurnAsync(chat);
        world.Upstream.Fail = o => o == "SendMessage" ? (ContactCenterFault.Refused, false) : null;
        await world.PostAsync(chat, "refused");
        world.Upstream.Fail = _ => null;

        await world.PostAsync(chat, "fine");
        await world.TurnAsync(chat);

        Assert.Equal("fine", world.Upstream.CustomersTexts.Last());
        Assert.StartsWith("A message of the customer could not be passed on to you", Assert.Single(world.Upstream.CustomersTexts.SkipLast(1)), StringComparison.Ordinal);
        Assert.Equal([2L], world.Store.Letters.Select(l => l.Index));
        await world.TurnAsync(chat);
        Assert.False(world.Store.Head(chat).HasUnsent);
    }

    [Fact]
    public async Task Turn_WithHundredsOfNewMessages_TakesThemInSeveralCommits()
    {
        var world = new World();
        var chat = await world.OpenAsync();
        await world.TurnAsync(chat);
        for (var i = 0; i < 250; i++)
        {
            world.Upstream.Say($"a{i}");
        }

        // The second commit fails as a process does: nothing of it is there, all of the first is.
        var commits = 0;
        world.Store.At = point => { if (point == "before commit" && ++commits == 2) { throw new IOException(); } };
        await Assert.ThrowsAsync<IOException>(() => world.TurnAsync(chat));
        world.Store.At = _ => { };
        world.Start();
        await world.TurnAsync(chat);

        var texts = world.Store.Entries(chat).Where(e => e.From.Type == ParticipantType.Agent).Select(e => e.Text);
        Assert.Equal(Enumerable.Range(0, 250).Select(i => $"a{i}"), texts);
    }

    [Fact]
    public async Task Turn_WithATextLongerThanAnEntry_SplitsIt()
    {
        var world = new World();
        var chat = await world.OpenAsync();
        await world.TurnAsync(chat);
        var text = new string('x', (ChatEntry.MaxText * 2) + 5);
        world.Upstream.Say(text);

        await world.TurnAsync(chat);

        var parts = world.Store.Entries(chat).Where(e => e.From.Type == ParticipantType.Agent).Select(e => e.Text!).ToList();
        Assert.Equal(3, parts.Count);
        Assert.Equal(text, string.Concat(parts));
    }

    [Fact]
    public async Task Turn_WithCustomersTypingUpstream_KeepsOnlyTheAgents()
    {
        var world = new World();
        var chat = await world.OpenAsync();
        await world.TurnAsync(chat);
        await world.Intake.TypeAsync(chat, World.Center, started: true, default);
        world.Upstream.Add(EntryType.TypingStarted, Agent);

        await world.TurnAsync(chat);

        Assert.Equal(EntryType.TypingStarted, Assert.Single(world.Store.Entries(chat), e => e.Type == EntryType.TypingStarted).Type);
        Assert.Contains(world.Upstream.Log, m => m.IsCustomersTyping);
    }

    [Fact]
    public async Task Receive_AForeignCustomersText_CountsNoneOfOurs()
    {
        var world = new World(inline: false);
        var chat = await world.OpenAsync();
        await world.TurnAsync(chat);
        world.Upstream.Add(EntryType.Text, new Participant("Ann", "1", ParticipantType.Customer), "typed at another desk");
        await world.PostAsync(chat, "ours");

        await world.TurnAsync(chat);
        await world.TurnAsync(chat);

        Assert.Contains("ours", world.Upstream.CustomersTexts);
    }

    [Fact]
    public async Task Turn_OverdueWithoutAnAgent_EndsTheChatAndTellsTheContactCenter()
    {
        var world = new World();
        var chat = await world.OpenAsync();
        await world.TurnAsync(chat);
        world.Time.Advance(world.Options.NoAgentTimeout + TimeSpan.FromSeconds(1));

        Assert.True((await world.TurnAsync(chat)).Ended);

        Assert.Equal(EndReason.NoAgent, world.Store.Head(chat).EndReason);
        Assert.True(world.Upstream.CompletedByCustomer);
    }

    [Fact]
    public async Task Post_WithTheSameKeyTwice_ChangesNothingTheSecondTime()
    {
        var world = new World();
        var chat = await world.OpenAsync();
        Assert.Equal(PostResult.Accepted, await world.PostAsync(chat, "a", "key"));
        Assert.Equal(PostResult.Duplicate, await world.PostAsync(chat, "a", "key"));
        Assert.Single(world.Store.Entries(chat));
    }

    /// <summary>The first answer was lost, and the chat has ended or has become full: the repeated request gets the first one's answer.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Post_WithTheSameKeyWhenTheChatTakesNoMore_IsTheFirstOne(bool ended)
    {
        var world = new World(inline: false);
        var chat = await world.OpenAsync();
        var first = await world.Intake.PostEntryAsync(chat, World.Center, "a", "key", default);
        for (var i = 1; i < Chat.MaxUnechoed; i++)
        {
            await world.PostAsync(chat, "x");
        }

        await (ended ? world.Intake.CompleteAsync(chat, World.Center, default) : Task.CompletedTask);

        Assert.Equal((PostResult.Duplicate, first.Index), await world.Intake.PostEntryAsync(chat, World.Center, "a", "key", default));
        Assert.Equal((PostResult.Duplicate, first.Index), await UploadAsync("key"));
        Assert.Equal((ended ? PostResult.Ended : PostResult.TooMany, 0), await world.Intake.PostEntryAsync(chat, World.Center, "a", "other", default));
        Assert.Equal((ended ? PostResult.Ended : PostResult.TooMany, 0), await UploadAsync("other"));
        Assert.Equal(ended ? PostResult.Ended : PostResult.TooMany, await world.PostAsync(chat, "a"));
        Assert.Equal(Chat.MaxUnechoed, world.Store.Entries(chat).Count);

        Task<(PostResult, long)> UploadAsync(string key) => new FileUploads(world.Ledger, world.Intake, world.Store, world.Files, world.Time)
            .PostAsync(chat, null, key, [("image", new ChatFile("a.jpg", "image/jpeg", 1, "x", "u-0"))], 1_000, default);
    }

    [Fact]
    public async Task Post_ForAnotherContactCenter_IsNotFound()
    {
        var world = new World();
        var chat = await world.OpenAsync();
        Assert.Equal(PostResult.NotFound, await world.Intake.PostAsync(chat, "c2", "a", null, default));
        Assert.Equal(PostResult.NotFound, await world.Intake.PostAsync("../x", World.Center, "a", null, default));
    }

    [Fact]
    public async Task Post_BeyondWhatMayBePending_IsTooMany()
    {
        var world = new World();
        var chat = await world.OpenAsync();
        for (var i = 0; i < Chat.MaxUnechoed; i++)
        {
            Assert.Equal(PostResult.Accepted, await world.PostAsync(chat, "x"));
        }

        Assert.Equal(PostResult.TooMany, await world.PostAsync(chat, "x"));
    }

    /// <summary>The chat is stored when its caller goes: it must be started, or nobody would poll it for a minute.</summary>
    [Fact]
    public async Task Open_WhoseCallerHasGone_IsStartedAllTheSame()
    {
        var world = new World();
        using var gone = new CancellationTokenSource();
        world.Store.At = point => _ = point == "after commit" ? gone.CancelAsync() : Task.CompletedTask;
        world.Runtime.Setup(r => r.StartAsync(It.IsAny<string>(), It.IsAny<CancellationToken>())).Returns((string _, CancellationToken c) => c.IsCancellationRequested ? Task.FromCanceled(c) : Task.CompletedTask);

        await world.Intake.OpenAsync(new ChatOpening(World.Center, "Ann", "shoes"), gone.Token);

        Assert.True(gone.IsCancellationRequested);
        world.Runtime.Verify(r => r.StartAsync(It.IsAny<string>(), CancellationToken.None), Times.Once());
    }

    [Fact]
    public async Task Open_WhenTheEngineFails_IsKeptAllTheSame()
    {
        var world = new World();
        world.Runtime.Setup(r => r.StartAsync(It.IsAny<string>(), It.IsAny<CancellationToken>())).ThrowsAsync(new IOException());

        var chat = await world.OpenAsync();

        Assert.Contains(chat, world.Store.Open);
        Assert.Equal(ChatState.WaitingForAgent, world.Store.Head(chat).State);
    }
}
