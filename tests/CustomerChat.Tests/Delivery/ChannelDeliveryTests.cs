using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Intake;
using CustomerChat.Tests.Support;
using CustomerChat.Turn;

namespace CustomerChat.Tests.Delivery;

public class ChannelDeliveryTests
{
    private readonly World _world = new();

    [Fact]
    public async Task Conversation_ThroughAChannel_GoesBothWaysInOrder()
    {
        await _world.WriteAsync("1", "hello");
        var chat = await OpenAsync();
        for (var i = 0; i < 20; i++)
        {
            await _world.WriteAsync($"c{i}", $"c{i}");
            _world.Upstream.Say($"a{i}");
            await _world.TurnAsync(chat);
        }

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"a{i}"), _world.Channel.Sent.Select(m => m.Text));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"c{i}").Prepend("hello"), _world.Upstream.CustomersTexts);
        Assert.Equal(20, _world.Channel.Sent.Select(m => m.Id).Distinct().Count());
        Assert.All(_world.Store.Entries(chat).Where(e => e.From.Type == ParticipantType.Agent), e => Assert.Equal(DeliveryStatus.Accepted, e.Receipt?.Status));
    }

    [Fact]
    public async Task Delivery_OfOneMessage_CostsTwoCommitsAndNoRead()
    {
        await _world.WriteAsync("1", "hello");
        var chat = await OpenAsync();
        await _world.TurnAsync(chat);
        _world.Upstream.Say("hi");
        var commits = _world.Store.Commits;

        await _world.TurnAsync(chat);

        // The entry takes the lease along, the receipt gives it back.
        Assert.Equal(commits + 2, _world.Store.Commits);
        Assert.Null(_world.Store.Head(chat).DeliveryLease);
        Assert.Equal(0, _world.Store.Reads);
    }

    [Fact]
    public async Task Account_AtFaultForAsLongAsItTakes_HoldsItsMessagesInOrderAndLosesNone()
    {
        await _world.WriteAsync("1", "hello");
        var chat = await OpenAsync();
        _world.Upstream.Say("one");
        _world.Upstream.Say("two");
        _world.Channel.Answer = _ => new DeliveryResult.AccountFault("HTTP 401, code 190: the token has expired");
        for (var i = 0; i < 50; i++)
        {
            await _world.TurnAsync(chat);
            _world.Time.Advance(TimeSpan.FromSeconds(61));
        }

        Assert.Empty(_world.Channel.Sent);
        Assert.Empty(_world.Store.Letters);
        _world.Channel.Answer = m => new DeliveryResult.Accepted("p-" + m.Id);
        await _world.TurnAsync(chat);
        Assert.Equal(["one", "two"], _world.Channel.Sent.Select(m => m.Text));
    }

    [Fact]
    public async Task SameProviderId_Twice_ChangesNothingEvenAfterTheEnd()
    {
        Assert.Equal(PostResult.Accepted, await _world.WriteAsync("1", "hello"));
        Assert.Equal(PostResult.Duplicate, await _world.WriteAsync("1", "hello"));
        var chat = await OpenAsync();
        _world.Upstream.State = ChatState.Idle;
        await _world.TurnAsync(chat);

        Assert.Equal(PostResult.Duplicate, await _world.WriteAsync("1", "hello"));
        Assert.Equal(chat, await _world.ChatOfAsync());

        Assert.Equal(PostResult.Accepted, await _world.WriteAsync("2", "again"));
        Assert.NotEqual(chat, await _world.ChatOfAsync());
    }

    [Fact]
    public async Task EndWord_FromTheCustomer_EndsTheChatAndOpensNone()
    {
        await _world.WriteAsync("1", "hello");
        var chat = await OpenAsync();
        Assert.Equal(PostResult.Accepted, await _world.WriteAsync("2", "/end", ends: true));
        Assert.Equal(PostResult.Ended, await _world.WriteAsync("3", "/end", ends: true));
        Assert.Equal(EndReason.Customer, _world.Store.Head(chat).EndReason);
        Assert.Equal(chat, await _world.ChatOfAsync());
    }

    [Fact]
    public async Task ClaimWithoutAChat_LeftByACrash_IsOpenedByTheNextMessage()
    {
        _world.Store.At = point => { if (point == "after claim") { throw new IOException(); } };
        await Assert.ThrowsAsync<IOException>(() => _world.WriteAsync("1", "hello"));
        _world.Store.At = _ => { };
        _world.Start();

        Assert.Equal(PostResult.Accepted, await _world.WriteAsync("1", "hello"));
        var chat = await OpenAsync();
        await _world.TurnAsync(chat);
        Assert.Equal(["hello"], _world.Upstream.CustomersTexts);
    }

    [Fact]
    public async Task ChatOpenedByAnother_JustAfterItWasLookedFor_IsUsedAndNotASecondOne()
    {
        // The claim is there, its chat is not; then, between this message's look and its next step, the chat is created.
        var chat = ChatIds.New();
        var address = new ChannelAddress("sms", "main", "+1");
        await _world.Store.TryClaimAsync(address, Conversation.None, chat, default);
        var looks = 0;
        _world.Store.AtLoad = async () =>
        {
            if (++looks == 1)
            {
                await _world.Intake.OpenAsync(chat, new ChatOpening(World.Center, "Ann", "sms main") { Channel = address }, null, default);
                _world.Ledger.Forget(chat);
                return false;
            }

            return true;
        };

        Assert.Equal(PostResult.Accepted, await _world.WriteAsync("1", "hello"));

        Assert.Equal(chat, await _world.ChatOfAsync());
        Assert.Equal("hello", Assert.Single(_world.Store.Entries(chat)).Text);
    }

    [Fact]
    public async Task Text_LongerThanTheContactCenterTakes_BecomesSeveral()
    {
        var words = string.Join(' ', Enumerable.Range(0, 2_500).Select(i => $"w{i}"));
        await _world.WriteAsync("1", words);
        Assert.Equal(PostResult.Duplicate, await _world.WriteAsync("1", words));
        await _world.TurnAsync(await OpenAsync());
        Assert.Equal(words, string.Join(' ', _world.Upstream.CustomersTexts));
        Assert.All(_world.Upstream.CustomersTexts, t => Assert.InRange(t.Length, 1, ConversationWriter.MaxText));
        Assert.True(_world.Upstream.CustomersTexts.Count() > 2);
    }

    [Fact]
    public async Task LongAnswer_ToAChannel_GoesInPartsAndAFailedPartAloneIsRepeated()
    {
        _world.Channel.MaxText = 10;
        await _world.WriteAsync("1", "hello");
        var chat = await OpenAsync();
        _world.Upstream.Say("aaaa bbbb cccc dddd");
        var calls = 0;
        _world.Channel.Answer = m => ++calls == 2 ? new DeliveryResult.RetryLater(null, "busy") : new DeliveryResult.Accepted(null);

        await _world.TurnAsync(chat);
        _world.Time.Advance(TimeSpan.FromSeconds(3));
        await _world.TurnAsync(chat);

        Assert.Equal(["aaaa bbbb", "cccc dddd"], _world.Channel.Sent.Select(m => m.Text));
        Assert.Equal(3, calls);
    }

    [Fact]
    public async Task Retry_AsTheProviderAsks_HoldsTheOrderAndStopsNothingElse()
    {
        await _world.WriteAsync("1", "hello");
        var chat = await OpenAsync();
        _world.Channel.Answer = _ => new DeliveryResult.RetryLater(TimeSpan.FromSeconds(7), "429", Counts: false);
        _world.Upstream.Say("one");
        _world.Upstream.Say("two");
        var outcome = await _world.TurnAsync(chat);
        Assert.Empty(_world.Channel.Sent);
        Assert.InRange(outcome.Delay, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(7));

        _world.Channel.Answer = m => new DeliveryResult.Accepted(null);
        await _world.TurnAsync(chat);
        Assert.Empty(_world.Channel.Sent);
        await _world.WriteAsync("2", "still here");
        Assert.Equal(["hello", "still here"], _world.Upstream.CustomersTexts);

        _world.Time.Advance(TimeSpan.FromSeconds(7));
        await _world.TurnAsync(chat);
        Assert.Equal(["one", "two"], _world.Channel.Sent.Select(m => m.Text));
    }

    [Fact]
    public async Task Refused_ForGood_IsADeadLetterAndTheRestGoesOn()
    {
        await _world.WriteAsync("1", "hello");
        var chat = await OpenAsync();
        _world.Channel.Answer = m => m.Text == "bad" ? new DeliveryResult.Refused("HTTP 400, code 21610") : new DeliveryResult.Accepted(null);
        _world.Upstream.Say("bad");
        _world.Upstream.Say("good");

        await _world.TurnAsync(chat);

        Assert.Equal(["good"], _world.Channel.Sent.Select(m => m.Text));
        var letter = Assert.Single(_world.Store.Letters);
        Assert.Equal("HTTP 400, code 21610", letter.Reason);
        Assert.Equal(DeliveryStatus.Failed, _world.Store.Entries(chat).Single(e => e.Index == letter.Index).Receipt?.Status);
    }

    [Fact]
    public async Task GivenUp_AfterTheSchedule_IsADeadLetter()
    {
        await _world.WriteAsync("1", "hello");
        var chat = await OpenAsync();
        _world.Channel.Answer = _ => new DeliveryResult.RetryLater(null, "HTTP 500");
        _world.Upstream.Say("one");
        for (var i = 0; i < 5; i++)
        {
            await _world.TurnAsync(chat);
            _world.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Contains("3 tries", Assert.Single(_world.Store.Letters).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnswerWindow_Over_IsRefusedAtOnceWithItsReason()
    {
        _world.Options.IdleTimeout = _world.Options.MaxDuration = _world.Options.NoAgentTimeout = TimeSpan.FromDays(7);
        _world.Channel.AnswerWindow = TimeSpan.FromHours(24);
        await _world.WriteAsync("1", "hello");
        var chat = await OpenAsync();
        _world.Time.Advance(TimeSpan.FromHours(25));
        _world.Upstream.Say("too late");

        await _world.TurnAsync(chat);

        Assert.Empty(_world.Channel.Sent);
        Assert.Contains("this time has passed", Assert.Single(_world.Store.Letters).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_OfTheAccount_AreSaidOnceEach()
    {
        _world.Channel.Texts = new ChannelTexts { Welcome = "welcome", Queue = "wait", Joined = "{nickname} is here", Left = "{nickname} left", Closing = "bye" };
        await _world.WriteAsync("1", "hello");
        var chat = await OpenAsync();
        var agent = new Participant("Agnes", "2", ParticipantType.Agent);
        _world.Upstream.Add(EntryType.ParticipantJoined, agent);
        _world.Upstream.Say("hi");
        _world.Upstream.Add(EntryType.ParticipantLeft, agent);
        _world.Upstream.State = ChatState.Idle;

        var outcome = await _world.TurnAsync(chat);
        outcome = outcome.Ended ? outcome : await _world.TurnAsync(chat);

        Assert.True(outcome.Ended);
        Assert.Equal(["welcome", "wait", "Agnes is here", "hi", "Agnes left", "bye"], _world.Channel.Sent.Select(m => m.Text));
        Assert.Equal(["hello"], _world.Upstream.CustomersTexts);
    }

    [Fact]
    public async Task EndedChat_WithADeliveryPending_IsNotOverBeforeItIsDone()
    {
        await _world.WriteAsync("1", "hello");
        var chat = await OpenAsync();
        _world.Channel.Answer = _ => new DeliveryResult.RetryLater(null, "HTTP 500");
        _world.Upstream.Say("last words");
        _world.Upstream.State = ChatState.Idle;
        Assert.False((await _world.TurnAsync(chat)).Ended);

        _world.Channel.Answer = _ => new DeliveryResult.Accepted(null);
        _world.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.True((await _world.TurnAsync(chat)).Ended);
        Assert.Equal(["last words"], _world.Channel.Sent.Select(m => m.Text));
    }

    [Fact]
    public async Task Message_JustWhenTheAgentCloses_OpensTheNextChatOnce()
    {
        var world = new World(inline: false);
        await world.WriteAsync("1", "hello");
        var chat = await world.ChatOfAsync();
        await world.TurnAsync(chat);
        await world.WriteAsync("2", "one more thing");
        world.Upstream.Fail = o => o == "SendMessage" ? (ContactCenterFault.NotNow, false) : null;
        world.Upstream.State = ChatState.Idle;
        Assert.True((await world.TurnAsync(chat)).Ended);

        var next = await world.ChatOfAsync();
        Assert.NotEqual(chat, next);
        Assert.Equal("one more thing", Assert.Single(world.Store.Entries(next)).Text);
        Assert.Empty(world.Store.Letters);

        // The contact centre closes at once: not a third chat, but a dead letter.
        await world.TurnAsync(next);
        world.Upstream.State = ChatState.Idle;
        Assert.True((await world.TurnAsync(next)).Ended);
        Assert.Equal(next, await world.ChatOfAsync());
        Assert.Single(world.Store.Letters);
    }

    [Fact]
    public async Task Account_ThatIsNotConfiguredAnyMore_LeavesDeadLetters()
    {
        await _world.ChannelIntake.ReceiveAsync(
            new InboundMessage(new ChannelAddress("sms", "gone", "+1"), World.Center, "1", "hello", "Ann", "s"), default);
        var chat = (await _world.Store.FindAsync(new ChannelAddress("sms", "gone", "+1"), default)).Chats[0];
        await _world.TurnAsync(chat);
        _world.Upstream.Say("to nobody");
        await _world.TurnAsync(chat);
        Assert.Contains(_world.Store.Letters, l => l.Reason.Contains("no longer configured", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("aaa bbb ccc", 7, new[] { "aaa bbb", "ccc" })]
    [InlineData("see https://example.com/a/long/link now", 30, new[] { "see", "https://example.com/a/long/link", "now" })]
    [InlineData("a\n\nb", 2, new[] { "a", "b" })]
    [InlineData("  ", 5, new string[0])]
    public void SplitWords_ByALimit_CutsBetweenWords(string text, int limit, string[] parts) =>
        Assert.Equal(parts, Texts.SplitWords(text, Math.Max(limit, parts.Select(p => p.Length).DefaultIfEmpty(0).Max() == 31 ? 31 : limit)));

    [FsCheck.Xunit.Property(MaxTest = 1_000)]
    public bool SplitWords_AnyText_LosesNoWordAndCutsNoPair(string? text, byte limit)
    {
        var max = Math.Max((int)limit, 2);
        var whole = string.Concat((text ?? "").Select((c, i) => i % 4 == 0 ? "😀" : c.ToString()));
        var parts = Texts.SplitWords(whole, max);
        static string Bare(string t) => string.Concat(t.Where(c => !char.IsWhiteSpace(c)));
        return Bare(string.Concat(parts)) == Bare(whole)
            && parts.All(p => p.Length > 0 && p.Length <= max)
            && !parts.Any(p => char.IsLowSurrogate(p[0]) && whole.Contains("😀", StringComparison.Ordinal) && p[0] == "😀"[1]);
    }

    private async Task<string> OpenAsync()
    {
        var chat = await _world.ChatOfAsync();
        await _world.TurnAsync(chat);
        return chat;
    }
}
