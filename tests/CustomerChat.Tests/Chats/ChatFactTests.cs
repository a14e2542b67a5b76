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
        var chat = NewChat().Apply(new ChatFact.Opened(new("/first")));
        Assert.Equal(chat, chat.Apply(new ChatFact.Opened(new("/second"))));
    }

    /// <summary>A handle is put in the place of the one that was used, not of one that another has renewed meanwhile.</summary>
    [Fact]
    public void Renewed_TheHandleThatIsThere_TakesItsPlaceOnce()
    {
        var chat = NewChat().Apply(new ChatFact.Opened(new("/u")));
        var renewed = chat.Apply(new ChatFact.Renewed(new("/u"), new("/v")));

        Assert.Equal("/v", renewed.Upstream!.Value);
        Assert.Equal(renewed, renewed.Apply(new ChatFact.Renewed(new("/u"), new("/late"))));
    }

    /// <summary>What a sender learns of the chat upstream that was left says nothing of the next one.</summary>
    [Fact]
    public void Facts_OfAChatUpstreamThatWasLeft_HaveNoEffect()
    {
        var chat = NewChat().Apply(new ChatFact.Opened(new("/u"))).HandOver("c2", [], null, Now).Chat;

        Assert.Equal(chat, chat.Apply([new ChatFact.Sent(8), new ChatFact.Refused(8), new ChatFact.Opened(new("/u")), new ChatFact.Reserved(new("/r"))]));
        Assert.Equal(chat, chat.Apply(new ChatFact.Echoed(new([new UpstreamMessage(1, EntryType.Text, new("Ann", "1", ParticipantType.Customer), "y")]), Now)));
    }

    private static Chat NewChat()
    {
        var chat = Chat.Open("a", new ChatOpening("c1", "Ann", "s") { Channel = new ChannelAddress("sms", "main", "+1") }, Now);
        for (var i = 0; i < 4; i++)
        {
            chat = chat.SayToCustomer("x", Now).Chat;
            chat = chat.Post("y", Now).Chat;
        }

        return chat.TakeLease(new ChatLease("l", Now)) with { DeliveryLease = new ChatLease("d", Now) };
    }

    private static Gen<ChatFact> Facts() =>
        from index in Gen.Choose(1, 8)
        from fact in Gen.Elements<ChatFact>(
            new ChatFact.Sent(index),
            new ChatFact.Refused(index),
            new ChatFact.Opened(new("/u")),
            new ChatFact.Reserved(new("/r")),
            new ChatFact.Released("l"),
            new ChatFact.Released("d"),
            new ChatFact.LeaseShortened("l", Now.AddSeconds(-index)),
            new ChatFact.Delivered(index),
            new ChatFact.Delivered(index, 1 + (index % 3)),
            new ChatFact.DeadLettered(index),
            new ChatFact.Echoed(new([new UpstreamMessage(index, EntryType.Text, new Participant("Ann", "1", ParticipantType.Customer), "y")]), Now.AddSeconds(-1)),
            new ChatFact.Echoed(
                new([new UpstreamMessage(0, EntryType.Text, new Participant("Ann", "1", ParticipantType.Customer), "y") { Key = $"{index}", EchoOf = index }]) { Cursor = $"{index}" },
                Now.AddSeconds(-1)))
        select fact;
}
