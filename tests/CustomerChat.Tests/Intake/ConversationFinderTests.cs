using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Intake;
using CustomerChat.Ledger;
using CustomerChat.Tests.Support;

namespace CustomerChat.Tests.Intake;

/// <summary>One person, several addresses, and addresses that change.</summary>
public class ConversationFinderTests
{
    private readonly World _world = new();

    [Fact]
    public async Task Message_FromANumberWithAnId_IsFoundByEither()
    {
        await WriteAsync("1", "hello", "4917", aliases: ["DE.1"]);
        var chat = await ChatAsync("4917");
        await WriteAsync("2", "without my number", "DE.1");
        await WriteAsync("3", "with it", "4917", aliases: ["DE.1"]);
        Assert.Equal(["hello", "without my number", "with it"], Texts(chat));
    }

    [Fact]
    public async Task Message_FromAnIdThatLaterShowsItsNumber_StaysInItsChat()
    {
        await WriteAsync("1", "hello", "DE.1");
        var chat = await ChatAsync("DE.1");
        await WriteAsync("2", "now with my number", "4917", aliases: ["DE.1"]);
        await WriteAsync("3", "number alone", "4917");
        Assert.Equal(["hello", "now with my number", "number alone"], Texts(chat));

        // The provider takes either: answers go on where they went.
        Assert.Equal("DE.1", _world.Store.Head(chat).Channel!.Address);
    }

    [Fact]
    public async Task Addresses_ThatHadAChatEach_AreOneConversationWithTheOpenOneFirst()
    {
        await WriteAsync("1", "by number", "4917");
        var byNumber = await ChatAsync("4917");
        await WriteAsync("2", "by id", "DE.1");
        var byId = await ChatAsync("DE.1");
        Assert.NotEqual(byNumber, byId);
        await _world.Intake.EndAsync(byNumber, World.Center, EndReason.Customer, default);

        await WriteAsync("3", "both", "4917", aliases: ["DE.1"]);

        Assert.Equal(["by id", "both"], Texts(byId));
        Assert.Equal(["by number"], Texts(byNumber));
    }

    [Fact]
    public async Task Number_Changed_MovesTheConversationAndItsAnswers()
    {
        await WriteAsync("1", "hello", "4917", aliases: ["DE.1"]);
        var chat = await ChatAsync("4917");

        var moved = Message("2", "[system] new number", "4918") with { Aliases = ["DE.2"], FormerAddresses = ["4917", "DE.1"], OpensChat = false };
        Assert.Equal(PostResult.Accepted, await _world.ChannelIntake.ReceiveAsync(moved, default));
        Assert.Equal(PostResult.Duplicate, await _world.ChannelIntake.ReceiveAsync(moved, default));
        await WriteAsync("3", "me again", "4918", aliases: ["DE.2"]);
        await WriteAsync("4", "and by id", "DE.2");

        Assert.Equal(["hello", "[system] new number", "me again", "and by id"], Texts(chat));
        Assert.Equal("4918", _world.Store.Head(chat).Channel!.Address);
    }

    [Fact]
    public async Task Number_ThatItsPersonHasLeft_IsSomebodyElsesFromThenOn()
    {
        await WriteAsync("1", "hello", "4917");
        var chat = await ChatAsync("4917");
        await _world.ChannelIntake.ReceiveAsync(Message("2", "moved", "4918") with { FormerAddresses = ["4917"], OpensChat = false }, default);

        // A late repetition is known; a new message is a new person's.
        Assert.Equal(PostResult.Duplicate, await WriteAsync("1", "hello", "4917"));
        await WriteAsync("3", "I am new here", "4917");

        Assert.Equal(["hello", "moved"], Texts(chat));
        var other = await ChatAsync("4917");
        Assert.NotEqual(chat, other);
        Assert.Equal(["I am new here"], Texts(other));
        Assert.Equal(chat, await ChatAsync("4918"));
    }

    [Fact]
    public async Task Number_ChangedOfSomebodyUnknown_OpensNothing()
    {
        var moved = Message("1", "moved", "4918") with { FormerAddresses = ["4917"], OpensChat = false };
        Assert.Equal(PostResult.Ended, await _world.ChannelIntake.ReceiveAsync(moved, default));
        Assert.Empty(_world.Store.Open);
    }

    [Fact]
    public async Task Number_ChangedAfterTheChatsEnd_OpensTheNextChatOnlyWithAMessage()
    {
        await WriteAsync("1", "hello", "4917");
        var chat = await ChatAsync("4917");
        await _world.Intake.EndAsync(chat, World.Center, EndReason.Customer, default);
        Assert.Equal(PostResult.Ended, await _world.ChannelIntake.ReceiveAsync(
            Message("2", "moved", "4918") with { FormerAddresses = ["4917"], OpensChat = false }, default));
        Assert.Equal(PostResult.Accepted, await WriteAsync("3", "hello again", "4918"));
        Assert.NotEqual(chat, await ChatAsync("4918"));
    }

    [Theory]
    [InlineData("[reaction] 👍")]
    [InlineData("[message deleted]")]
    public async Task Event_ThatWantsNoAnswer_IsToldInAnOpenChatAndOpensNone(string text)
    {
        Assert.Equal(PostResult.Ended, await _world.ChannelIntake.ReceiveAsync(Message("1", text, "4917") with { OpensChat = false }, default));
        Assert.Empty(_world.Store.Open);
        await WriteAsync("2", "hello", "4917");
        var chat = await ChatAsync("4917");
        Assert.Equal(PostResult.Accepted, await _world.ChannelIntake.ReceiveAsync(Message("3", text, "4917") with { OpensChat = false }, default));
        Assert.Equal(["hello", text], Texts(chat));
        await _world.Intake.EndAsync(chat, World.Center, EndReason.Customer, default);
        Assert.Equal(PostResult.Ended, await _world.ChannelIntake.ReceiveAsync(Message("4", text, "4917") with { OpensChat = false }, default));
        Assert.Equal(chat, await ChatAsync("4917"));
    }

    [Fact]
    public async Task Event_ThatCameWithNoChatOpen_IsNotToldInTheNextOne()
    {
        await WriteAsync("1", "hello", "4917");
        await _world.Intake.EndAsync(await ChatAsync("4917"), World.Center, EndReason.Customer, default);
        var reaction = Message("2", "[reaction] 👍", "4917") with { OpensChat = false };
        Assert.Equal(PostResult.Ended, await _world.ChannelIntake.ReceiveAsync(reaction, default));
        await WriteAsync("3", "hello again", "4917");
        Assert.Equal(PostResult.Duplicate, await _world.ChannelIntake.ReceiveAsync(reaction, default));
        Assert.Equal(["hello again"], Texts(await ChatAsync("4917")));
    }

    [Fact]
    public async Task End_ByAnyAddressOfAPerson_EndsTheirChat()
    {
        await WriteAsync("1", "hello", "4917", aliases: ["DE.1"]);
        var chat = await ChatAsync("4917");
        var end = Message("2", "STOP", "DE.1") with { EndsChat = true };
        Assert.Equal(PostResult.Accepted, await _world.ChannelIntake.ReceiveAsync(end, default));
        Assert.Equal(ChatState.Idle, _world.Store.Head(chat).State);
    }

    [Fact]
    public async Task End_FromANumberThatItsPersonHasLeft_EndsNothing()
    {
        await WriteAsync("1", "hello", "4917");
        var chat = await ChatAsync("4917");
        await _world.ChannelIntake.ReceiveAsync(Message("2", "moved", "4918") with { FormerAddresses = ["4917"], OpensChat = false }, default);
        Assert.Equal(PostResult.Ended, await _world.ChannelIntake.ReceiveAsync(Message("3", "STOP", "4917") with { EndsChat = true }, default));
        Assert.NotEqual(ChatState.Idle, _world.Store.Head(chat).State);
    }

    [Fact]
    public async Task Message_AboutAnother_QuotesIt()
    {
        await WriteAsync("w1", "my shoe is\nbroken", "4917");
        var chat = await ChatAsync("4917");
        async Task<string> AboutAsync(string id, MessageReference about)
        {
            await _world.ChannelIntake.ReceiveAsync(Message(id, "[reaction] 👍", "4917") with { About = about, OpensChat = false }, default);
            return Texts(chat)[^1];
        }

        Assert.Equal("> my shoe is broken\n[reaction] 👍", await AboutAsync("w2", new MessageReference("w1")));
        Assert.Equal("> (an earlier message)\n[reaction] 👍", await AboutAsync("w3", new MessageReference("nobody's")));
        Assert.Equal("> as the provider says\n[reaction] 👍", await AboutAsync("w4", new MessageReference("w1", "as the provider says")));
    }

    [Fact]
    public async Task Message_AboutAnAgentsAnswer_QuotesIt()
    {
        await WriteAsync("w1", "hello", "4917");
        var chat = await ChatAsync("4917");
        await AnswerAsync(chat, "which colour?", "out1");
        await _world.ChannelIntake.ReceiveAsync(Message("w2", "red", "4917") with { About = new MessageReference("out1") }, default);
        Assert.Equal("> which colour?\nred", Texts(chat)[^1]);
    }

    [Theory]
    [InlineData(DeliveryStatus.Read, DeliveryStatus.Read)]
    [InlineData(DeliveryStatus.Delivered, DeliveryStatus.Delivered)]
    public async Task Report_OfAllUpToATime_IsTakenForEachAndNeverGoesBack(DeliveryStatus reported, DeliveryStatus expected)
    {
        await WriteAsync("w1", "hello", "4917");
        var chat = await ChatAsync("4917");
        await AnswerAsync(chat, "one", "out1");
        await AnswerAsync(chat, "two", "out2");
        var watermark = _world.Time.GetUtcNow();
        _world.Time.Advance(TimeSpan.FromSeconds(5));
        await AnswerAsync(chat, "three", "out3");
        await _world.ChannelIntake.ReportAsync(new DeliveryReport(At("4917"), null, reported) { Through = watermark }, default);
        await _world.ChannelIntake.ReportAsync(new DeliveryReport(At("4917"), null, DeliveryStatus.Delivered) { Through = watermark }, default);

        Assert.Equal(
            [expected, expected, DeliveryStatus.Accepted],
            _world.Store.Entries(chat).Where(e => e.Receipt is not null).Select(e => e.Receipt!.Status));
    }

    [Theory]
    [InlineData(DeliveryStatus.Accepted, DeliveryStatus.Read, true)]
    [InlineData(DeliveryStatus.Read, DeliveryStatus.Delivered, false)]
    [InlineData(DeliveryStatus.Delivered, DeliveryStatus.Failed, false)]
    [InlineData(DeliveryStatus.Read, DeliveryStatus.Failed, false)]
    [InlineData(DeliveryStatus.Sent, DeliveryStatus.Failed, true)]
    [InlineData(DeliveryStatus.Failed, DeliveryStatus.Delivered, false)]
    [InlineData(DeliveryStatus.Failed, DeliveryStatus.Failed, false)]
    [InlineData(DeliveryStatus.Read, DeliveryStatus.Read, false)]
    public void Status_AfterAnother_TakesItOnOrNot(DeliveryStatus known, DeliveryStatus reported, bool taken) => Assert.Equal(taken, known.IsFollowedBy(reported));

    private Task<PostResult> WriteAsync(string id, string text, string address, string[]? aliases = null) =>
        _world.ChannelIntake.ReceiveAsync(Message(id, text, address) with { Aliases = [.. aliases ?? []] }, default);

    private async Task<string> ChatAsync(string address) => (await _world.Store.FindAsync(At(address), default)).Chats[0];

    private List<string> Texts(string chat) => [.. _world.Store.Entries(chat).Where(e => e.From.Type == ParticipantType.Customer).Select(e => e.Text!)];

    private async Task AnswerAsync(string chat, string text, string id)
    {
        await _world.Ledger.ChangeAsync(
            chat,
            c =>
            {
                var (said, entry) = c.SayToCustomer(text, _world.Time.GetUtcNow());
                return new ChatChange(said, [entry]);
            },
            default);
        var last = _world.Store.Head(chat).LastIndex;
        await _world.Ledger.ChangeAsync(
            chat, [new ChatFact.Delivered(last, null, new DeliveryReceipt(last, id, DeliveryStatus.Accepted))], _ => ChatDecision.Nothing, default);
    }

    private static InboundMessage Message(string id, string text, string address) =>
        new(At(address), World.Center, id, text, address, "whatsapp main");

    private static ChannelAddress At(string address) => new("whatsapp", "main", address);
}
