using CustomerChat.Chats;

namespace CustomerChat.Tests.Chats;

/// <summary>A log that takes what comes after the end: what stands behind the end was taken, and nobody reads it.</summary>
public class TooLateTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Participant Ann = new("Ann", "dl_1", ParticipantType.Customer);
    private static readonly UpstreamMessage End = new(0, EntryType.Notice, new("", "", ParticipantType.External)) { IsSilent = true, Key = "end" };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Text_BehindTheEnd_IsUnsent_AlsoWhereItWasConfirmed(bool confirmed)
    {
        var (chat, early, late) = NewChat();
        chat = confirmed ? chat.Apply(new ChatFact.Sent(late)) : chat;

        chat = Receive(chat, Own(early), End, Own(late) with { IsTooLate = true });

        Assert.Equal((ChatState.Idle, EndReason.ContactCenter, true), (chat.State, chat.EndReason, chat.HasUnsent));
        Assert.Equal(late, Assert.Single(chat.Unsent));
    }

    /// <summary>The contact centre's "taken" arrives when the log was read to its end already.</summary>
    [Fact]
    public void Text_ThatIsConfirmedAfterTheEndWasRead_StaysUnsent()
    {
        var (chat, early, late) = NewChat();

        chat = Receive(chat, Own(early), End).Apply(new ChatFact.Sent(late));

        Assert.Equal(late, Assert.Single(chat.Unsent));
    }

    [Fact]
    public void Texts_BeforeTheEnd_AreSent()
    {
        var (chat, early, late) = NewChat();

        chat = Receive(chat, Own(early), Own(late), End).Apply(new ChatFact.Sent(late));

        Assert.Equal((ChatState.Idle, false), (chat.State, chat.HasUnsent));
    }

    /// <summary>The next agent reads it in the story: it is not said to the bot again.</summary>
    [Fact]
    public void Text_BehindTheEndOfABotThatHandsOver_IsPartOfWhatWasSaid()
    {
        var (chat, early, late) = NewChat();

        chat = Receive(chat, Own(early), End with { Key = "handoff", AsksHandOver = true }, End, Own(late) with { IsTooLate = true });

        Assert.NotEqual(ChatState.Idle, chat.State);
        Assert.False(chat.HasUnsent);
    }

    /// <summary>Two turns have read the same end, and one has settled it.</summary>
    [Fact]
    public void Text_BehindAnEndThatWasSettled_IsNotSettledAgain()
    {
        var (chat, early, late) = NewChat();
        chat = Receive(chat, Own(early), End, Own(late) with { IsTooLate = true }).AbandonUnsent();

        Assert.False(Receive(chat, Own(early), End, Own(late) with { IsTooLate = true, Key = "again" }).HasUnsent);
    }

    /// <summary>A contact centre without such a log refuses what comes after the end: what it has taken was read.</summary>
    [Fact]
    public void Text_ThatAContactCenterWithoutACursorHasTaken_IsSent()
    {
        var (chat, _, late) = NewChat();

        chat = chat.Leave(EndReason.ContactCenter, Now).Apply(new ChatFact.Sent(late));

        Assert.False(chat.HasUnsent);
    }

    private static Chat Receive(Chat chat, params UpstreamMessage[] messages) => chat.Receive(
        new([.. messages]) { State = ChatState.Idle, Cursor = "9", IsWhole = true, Origin = chat.Origin }, Now, Now).Chat;

    private static UpstreamMessage Own(long index) => new(0, EntryType.Text, Ann, "x") { EchoOf = index, Key = $"k{index}" };

    private static (Chat Chat, long Early, long Late) NewChat()
    {
        var chat = Chat.Open("a", new ChatOpening("c1", "Ann", "s") { Channel = new ChannelAddress("sms", "main", "+1") }, Now).Apply(new ChatFact.Opened(new("/u")));
        (chat, var early) = Post(chat);
        (chat, var late) = Post(chat);
        return (chat.TakeLease(new ChatLease("l", Now)).Apply(new ChatFact.Sent(early)), early, late);
    }

    private static (Chat Chat, long Index) Post(Chat chat)
    {
        var posted = chat.Post("y", Now).Chat;
        return (posted, posted.LastIndex);
    }
}
