using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Tests.Support;
using CustomerChat.Turn;

namespace CustomerChat.Tests.Delivery;

public class AgentNoticeTests
{
    private readonly World _world = new();

    [Fact]
    public async Task Answer_RefusedByTheChannel_IsToldToTheAgentOnceAndNeverToTheCustomer()
    {
        var chat = await OpenAsync();
        _world.Channel.Answer = m => m.Text.StartsWith("We", StringComparison.Ordinal)
            ? new DeliveryResult.Refused("HTTP 400, code 131026: Message undeliverable.") : new DeliveryResult.Accepted("p-" + m.Id);
        _world.Upstream.Say("We do have these\nin 38.");
        _world.Upstream.Say("Anything else?");

        await TurnsAsync(chat);

        Assert.Equal(
            ["hello", "Not delivered: \"We do have these in 38.\" (HTTP 400, code 131026: Message undeliverable)."], _world.Upstream.CustomersTexts);
        Assert.Equal(["Anything else?"], _world.Channel.Sent.Select(m => m.Text));
        Assert.Single(_world.Store.Letters);
        Assert.False(_world.Store.Head(chat).HasUnsent);
    }

    [Fact]
    public async Task Answer_ThatFailsAfterItWasTaken_IsToldToTheAgentOnceHoweverOftenItIsReported()
    {
        var chat = await OpenAsync();
        _world.Channel.Answer = _ => new DeliveryResult.Accepted("SM1");
        _world.Upstream.Say("We do.");
        await TurnsAsync(chat);

        await ReportAsync(DeliveryStatus.Failed);
        await ReportAsync(DeliveryStatus.Failed);
        await TurnsAsync(chat);

        Assert.Equal(["hello", "Not delivered: \"We do.\" (30005)."], _world.Upstream.CustomersTexts);
    }

    [Fact]
    public async Task Answer_WhoseFailureOvertakesTheAnswerToTheSend_IsToldToTheAgent()
    {
        var chat = await OpenAsync();
        _world.Channel.Answer = _ => new DeliveryResult.Accepted("SM1");
        _world.Channel.Takes = () => ReportAsync(DeliveryStatus.Failed);
        _world.Upstream.Say("We do.");

        await TurnsAsync(chat);

        Assert.Equal(["hello", "Not delivered: \"We do.\" (30005)."], _world.Upstream.CustomersTexts);
    }

    [Fact]
    public async Task Answer_ReportedAsFailedAfterItWasRead_IsNotToldOf()
    {
        var chat = await OpenAsync();
        _world.Channel.Answer = _ => new DeliveryResult.Accepted("SM1");
        _world.Upstream.Say("We do.");
        await TurnsAsync(chat);

        await ReportAsync(DeliveryStatus.Read);
        await ReportAsync(DeliveryStatus.Failed);
        await TurnsAsync(chat);

        Assert.Equal(["hello"], _world.Upstream.CustomersTexts);
    }

    [Fact]
    public async Task Notices_SwitchedOff_AreNotSaid()
    {
        _world.Options.TellAgents = false;
        var chat = await OpenAsync();
        _world.Channel.Answer = _ => new DeliveryResult.Refused("no");
        _world.Upstream.Say("We do.");

        await TurnsAsync(chat);

        Assert.Equal(["hello"], _world.Upstream.CustomersTexts);
        Assert.Single(_world.Store.Letters);
    }

    [Fact]
    public async Task Notice_ThatTheContactCenterRefuses_IsNoDeadLetterAndToldOfNoMore()
    {
        var chat = await OpenAsync();
        _world.Channel.Answer = _ => new DeliveryResult.Refused("no");
        _world.Upstream.Fail = o => o == "SendMessage" ? (ContactCenterFault.Refused, false) : null;
        _world.Upstream.Say("We do.");

        await TurnsAsync(chat);

        Assert.Equal(["hello"], _world.Upstream.CustomersTexts);
        Assert.False(Assert.Single(_world.Store.Letters).ToContactCenter);
        Assert.False(_world.Store.Head(chat).HasUnsent);
    }

    [Fact]
    public async Task Notice_NotSentWhenTheAgentCloses_OpensNoChatAndIsNoDeadLetter()
    {
        var chat = await OpenAsync();
        _world.Channel.Answer = _ => new DeliveryResult.Refused("no");
        _world.Upstream.Say("We do.");
        _world.Upstream.Fail = o => o == "SendMessage" ? (ContactCenterFault.NotReached, false) : null;
        await _world.TurnAsync(chat);
        _world.Upstream.Fail = _ => null;
        _world.Upstream.Chats[0].State = ChatState.Idle;

        await TurnsAsync(chat);

        Assert.Equal([chat], _world.Store.Chats);
        Assert.True(_world.Store.Head(chat).IsFinished);
        Assert.False(Assert.Single(_world.Store.Letters).ToContactCenter);
    }

    private async Task<string> OpenAsync()
    {
        await _world.WriteAsync("m1", "hello");
        var chat = await _world.ChatOfAsync();
        await _world.TurnAsync(chat);
        return chat;
    }

    private async Task TurnsAsync(string chat)
    {
        for (var i = 0; i < 4; i++)
        {
            await _world.TurnAsync(chat);
            _world.Time.Advance(TimeSpan.FromSeconds(10));
        }
    }

    private Task ReportAsync(DeliveryStatus status) =>
        _world.ChannelIntake.ReportAsync(new DeliveryReport(World.AddressOf(), "SM1", status, status == DeliveryStatus.Failed ? "30005" : null), default);
}
