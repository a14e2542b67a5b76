using CustomerChat.Chats;
using CustomerChat.Intake;
using CustomerChat.Tests.Support;
using CustomerChat.Turn;

namespace CustomerChat.Tests.Turn;

/// <summary>A bot first, then a person. Random histories of it: <see cref="Model.LifeModelTests"/>.</summary>
public class HandOverTests
{
    private static readonly Participant Bot = new("Bot", "2", ParticipantType.External);

    private readonly World _world = new();

    public HandOverTests() => (_world.Upstream.Protocol, _world.Upstream.HandOver) = (FakeProtocol.DirectLine, new("people", ["human"], "A person comes."));

    [Fact]
    public async Task Asked_InAChatWithoutAnEntry_IsHandedOver()
    {
        var chat = await _world.OpenAsync();
        await _world.TurnAsync(chat);
        _world.Upstream.Chats[0].AskHandOver();
        await HandOverAsync(chat);

        Assert.Equal(("people", 1), (Head(chat).HandedOverTo, Head(chat).UpstreamNumber));
        Assert.Equal(2, _world.Upstream.Opened);
        Assert.True(_world.Upstream.Chats[0].CompletedByCustomer);
        Assert.Empty(Head(chat).Left);
    }

    /// <summary>Who leaves a message is not there to talk to a bot: it goes to people at once, and waits for them as a message does.</summary>
    [Fact]
    public async Task Message_LeftAtABot_GoesToPeopleAndWaitsForThem()
    {
        var chat = await _world.OpenAsync(isMessage: true);
        await _world.PostAsync(chat, "please call me");
        await _world.TurnAsync(chat);
        await HandOverAsync(chat);
        Assert.Equal(("people", 1), (Head(chat).HandedOverTo, Head(chat).UpstreamNumber));
        Assert.Contains("please call me", Assert.Single(_world.Upstream.CustomersTexts), StringComparison.Ordinal);

        _world.Time.Advance(_world.Options.MaxDuration + TimeSpan.FromHours(1));
        await _world.TurnAsync(chat);
        Assert.Equal(ChatState.WaitingForAgent, Head(chat).State);

        // An agent takes it days later, and writes when the time for that is just over: the chat goes on, and ends like any other.
        _world.Time.Advance(_world.Options.MessageTimeout - _world.Options.MaxDuration - TimeSpan.FromHours(2));
        _world.Upstream.Add(EntryType.ParticipantJoined, new Participant("Agnes", "2", ParticipantType.Agent));
        _world.Upstream.State = ChatState.Chatting;
        await _world.TurnAsync(chat);
        _world.Time.Advance(TimeSpan.FromHours(2));
        await _world.TurnAsync(chat);
        _world.Upstream.Add(EntryType.Text, new Participant("Agnes", "2", ParticipantType.Agent), "I call you now.");
        await _world.TurnAsync(chat);
        await _world.TurnAsync(chat);
        Assert.Equal((ChatState.Chatting, null), (Head(chat).State, Head(chat).EndReason));
        _world.Options.IdleTimeout = TimeSpan.FromDays(9);
        _world.Time.Advance(_world.Options.MaxDuration + TimeSpan.FromHours(2));
        await _world.TurnAsync(chat);
        Assert.Equal(EndReason.TooLong, Head(chat).EndReason);
    }

    /// <summary>Some contact centres show their bot as an agent: its words before the hand-over are no answer, those of the agent after it are.</summary>
    [Fact]
    public async Task Message_AnsweredAfterTheHandOver_IsAnsweredHoweverTheBotIsShown()
    {
        var agent = new Participant("Agnes", "3", ParticipantType.Agent);
        var chat = await _world.OpenAsync(isMessage: true);
        await _world.PostAsync(chat, "please call me");
        await _world.TurnAsync(chat);
        _world.Upstream.Add(EntryType.Text, agent, "I am a bot.");
        await HandOverAsync(chat);
        Assert.True(Head(chat).IsUnansweredMessage);
        await _world.TurnAsync(chat);
        _world.Upstream.Add(EntryType.Text, agent, "I call you now.");
        await _world.TurnAsync(chat);
        await _world.TurnAsync(chat);

        Assert.False(Head(chat).IsUnansweredMessage);
    }

    [Fact]
    public async Task Asked_TheNextAgentReadsFirstWhatWasSaid_AndTheCustomerOneSentence()
    {
        var chat = await _world.OpenAsync();
        await _world.PostAsync(chat, "hello");
        await _world.TurnAsync(chat);
        _world.Upstream.Add(EntryType.Text, Bot, "What is it about?");
        _world.Upstream.Chats[0].AskHandOver();
        await HandOverAsync(chat);
        await _world.PostAsync(chat, "are you there?");
        await _world.TurnAsync(chat);

        Assert.Equal(["What was said before:\nAnn: hello\nBot: What is it about?", "are you there?"], _world.Upstream.CustomersTexts);
        Assert.Single(_world.Store.Entries(chat), e => e.Text == "A person comes.");
        Assert.Equal(["hello"], _world.Upstream.Chats[0].CustomersTexts);
    }

    /// <summary>The bot has talked for longer than a customer waits for an agent: the waiting begins with the hand-over.</summary>
    [Fact]
    public async Task Asked_LongAfterTheOpening_IsNotEndedForWantOfAnAgent()
    {
        _world.Options.NoAgentTimeout = TimeSpan.FromMinutes(1);
        var chat = await _world.OpenAsync();
        await _world.PostAsync(chat, "hello");
        await _world.TurnAsync(chat);
        _world.Upstream.State = ChatState.Chatting;
        await _world.TurnAsync(chat);
        _world.Time.Advance(TimeSpan.FromMinutes(10));
        _world.Upstream.State = ChatState.WaitingForAgent;
        _world.Upstream.Chats[0].AskHandOver();
        await HandOverAsync(chat);
        Assert.Equal((1, ChatState.WaitingForAgent), (Head(chat).UpstreamNumber, Head(chat).State));

        _world.Time.Advance(TimeSpan.FromSeconds(61));
        await _world.TurnAsync(chat);
        Assert.Equal(EndReason.NoAgent, Head(chat).EndReason);
    }

    [Fact]
    public async Task Word_WhileTheContactCenterIsDown_IsFollowedAfterTenSeconds()
    {
        var chat = await _world.OpenAsync();
        await _world.TurnAsync(chat);
        _world.Upstream.Fail = _ => Head(chat).UpstreamNumber > 0 ? null : (ContactCenterFault.NotReached, false);
        Assert.Equal(PostResult.Accepted, await _world.PostAsync(chat, " Human "));
        await _world.TurnAsync(chat);
        Assert.Equal(0, Head(chat).UpstreamNumber);

        _world.Time.Advance(Chat.HandOverWait);
        await _world.TurnAsync(chat);
        Assert.Equal(1, Head(chat).UpstreamNumber);

        // The people hand over to nobody.
        _world.Upstream.HandOver = null;
        await _world.TurnAsync(chat);
        await _world.TurnAsync(chat);
        Assert.Equal(1, Head(chat).UpstreamNumber);
        Assert.Contains(" Human ", _world.Upstream.CustomersTexts);
    }

    /// <summary>Another process hands the chat over while a text for the bot fails here: the word has done its work, and asks nothing of the people.</summary>
    [Fact]
    public async Task Word_WhoseSendFailsWhileAnotherProcessHandsOver_AsksNothingOfTheNextContactCenter()
    {
        var chat = await _world.OpenAsync();
        await _world.TurnAsync(chat);
        var fault = ContactCenterFault.NotNow;
        _world.Upstream.Fail = operation => operation == "SendMessage" ? (fault, false) : null;
        await _world.PostAsync(chat, "human");
        await _world.TurnAsync(chat);
        Assert.NotNull(Head(chat).HandOverAskedAt);

        _world.Time.Advance(Chat.HandOverWait);

        // Then the read that follows the failed send finds that the chat has gone on elsewhere.
        _world.Upstream.Add(EntryType.Text, Bot, "I am still here.");
        (fault, var isFirst) = (ContactCenterFault.Unclear, true);
        _world.Upstream.Takes = async operation =>
        {
            if (operation == "SendMessage" && isFirst)
            {
                isFirst = false;
                await _world.OtherRelay().TurnAsync(chat, 0, TimeSpan.Zero, default);
            }
        };
        await _world.TurnAsync(chat);

        Assert.False(isFirst);
        Assert.Equal((1, null), (Head(chat).UpstreamNumber, Head(chat).HandOverAskedAt));
    }

    /// <summary>The bot ends its side right after it has asked: that is no end of the chat.</summary>
    [Fact]
    public async Task Asked_ByABotThatEnds_GoesOnWithThePerson()
    {
        var chat = await _world.OpenAsync();
        await _world.PostAsync(chat, "hello");
        await _world.TurnAsync(chat);
        _world.Upstream.Chats[0].AskHandOver();
        _world.Upstream.State = ChatState.Idle;
        await _world.TurnAsync(chat);

        Assert.Equal((1, ChatState.WaitingForAgent), (Head(chat).UpstreamNumber, Head(chat).State));
    }

    [Fact]
    public void Answer_ThatNamesAChoice_GoesAsItsValue()
    {
        var chat = Chat.Open("a", new ChatOpening("c", "Ann", "s"), default) with { Choices = [new("Opening hours", "topic:hours"), new("A person", "agent")] };
        Assert.Equal(
            ["topic:hours", "topic:hours", "topic:hours", "agent", null, null],
            new[] { "1", " 1. ", "opening HOURS", "2", "3", "one" }.Select(t => chat.Post(t, default).Entry.Chosen));
        Assert.Equal("What?\n1. Opening hours\n2. A person", new ChatEntry { Index = 1, Type = EntryType.Text, From = Bot, At = default, Text = "What?", Choices = chat.Choices }.Readable);
    }

    [Fact]
    public void Story_LongerThanATextMayBe_KeepsItsEndAndSaysSo()
    {
        var entries = Enumerable.Range(1, 300).Select(i => new ChatEntry { Index = i, Type = EntryType.Text, From = Bot, At = default, Text = $"line {i} {new string('x', 40)}" });
        var story = Assert.Single(HandOverStory.Of(entries, e => e.Text));

        Assert.InRange(story.Length, HandOverStory.MaxLength - 100, HandOverStory.MaxLength);
        Assert.StartsWith("What was said before:\n(Earlier messages are left out.)\nBot: line ", story, StringComparison.Ordinal);
        Assert.EndsWith($"line 300 {new string('x', 40)}", story, StringComparison.Ordinal);
    }

    /// <summary>Two processes open with the same reservation, and the first one's answer comes last: there is one chat, and it goes on.</summary>
    [Fact]
    public async Task Opening_WithAReservation_AnsweredLate_CompletesNothing()
    {
        var chat = await _world.OpenAsync();
        var late = new TaskCompletionSource();
        var first = true;
        _world.Upstream.Takes = operation => operation == "RequestChat" && first && !(first = false) ? late.Task : Task.CompletedTask;
        var slow = _world.TurnAsync(chat);
        Assert.False(slow.IsCompleted);
        _world.Time.Advance(TimeSpan.FromSeconds(45));
        await _world.OtherRelay().TurnAsync(chat, 0, TimeSpan.Zero, default);
        late.SetResult();
        await slow;

        Assert.Equal(1, _world.Upstream.Opened);
        Assert.False(_world.Upstream.CompletedByCustomer);
    }

    private Chat Head(string chat) => _world.Store.Head(chat);

    /// <summary>Turns until what was asked is done: what the first contact centre still says is waited for, and the next one is opened.</summary>
    private async Task HandOverAsync(string chat)
    {
        await _world.TurnAsync(chat);
        _world.Time.Advance(Chat.HandOverSettle);
        await _world.TurnAsync(chat);
        await _world.TurnAsync(chat);
    }
}
