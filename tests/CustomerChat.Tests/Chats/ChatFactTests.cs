using CustomerChat.Chats;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace CustomerChat.Tests.Chats;

/// <summary>A fact does no harm twice, late, or told of a head that knows more.</summary>
public class ChatFactTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Property(MaxTest = 2_000)]
    public Property Apply_AnyFactsAgain_ChangesNothing() => Prop.ForAll(Facts().ArrayOf(8).ToArbitrary(), facts =>
    {
        var chat = NewChat().Apply(facts);
        Assert.All(facts, fact => Assert.Equal(chat, chat.Apply(fact)));
    });

    [Property(MaxTest = 2_000)]
    public Property Apply_AnyFact_NeverGoesBack() => Prop.ForAll(Facts().ArrayOf(8).ToArbitrary(), facts =>
    {
        var chat = NewChat();
        foreach (var fact in facts)
        {
            var next = chat.Apply(fact);
            Assert.True(next.SentThrough >= chat.SentThrough);
            Assert.True((next.DeliveredThrough, next.DeliveredParts).CompareTo((chat.DeliveredThrough, chat.DeliveredParts)) >= 0);
            Assert.True(next.NextUpstreamIndex >= chat.NextUpstreamIndex);
            chat = next;
        }
    });

    [Fact]
    public void Delivered_APartOfAnEntryThatAnotherHasFinished_HasNoEffect()
    {
        var chat = NewChat().Apply(new ChatFact.Delivered(1));

        Assert.Equal(chat, chat.Apply(new ChatFact.Delivered(1, 1)));
        Assert.Equal(0, chat.PartsOf(2));
    }

    [Fact]
    public void Opened_AChatThatIsOpenThereAlready_StaysWhereItIs()
    {
        var chat = NewChat().Apply(new ChatFact.Opened("/first"));
        Assert.Equal(chat, chat.Apply(new ChatFact.Opened("/second")));
    }

    private static Chat NewChat()
    {
        var chat = Chat.Open("a", new ChatOpening("c1", "Ann", "s") { Channel = new ChannelAddress("sms", "main", "+1") }, Now);
        for (var i = 0; i < 4; i++)
        {
            chat = chat.Say("x", Now).Chat;
            chat = chat.Post("y", Now).Chat;
        }

        return chat.TakeLease(new SendLease("l", Now)) with { DeliveryLease = new SendLease("d", Now) };
    }

    private static Gen<ChatFact> Facts() =>
        from index in Gen.Choose(1, 8)
        from fact in Gen.Elements<ChatFact>(
            new ChatFact.Sent(index),
            new ChatFact.Refused(index),
            new ChatFact.Opened("/u"),
            new ChatFact.Released("l"),
            new ChatFact.Released("d"),
            new ChatFact.LeaseShortened("l", Now.AddSeconds(-index)),
            new ChatFact.Delivered(index),
            new ChatFact.Delivered(index, 1 + (index % 3)),
            new ChatFact.Buried(index),
            new ChatFact.Echoed([new UpstreamMessage(index, EntryType.Text, new Participant("Ann", "1", ParticipantType.Customer), "y")], Now.AddSeconds(-1)))
        select fact;
}
