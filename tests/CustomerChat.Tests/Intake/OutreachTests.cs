using CustomerChat.Chats;
using CustomerChat.Consent;
using CustomerChat.Delivery;
using CustomerChat.Intake;
using CustomerChat.Tests.Support;
using Moq;

namespace CustomerChat.Tests.Intake;

public class OutreachTests
{
    private const string Words = "Your shoes are here.";

    private readonly World _world = new();
    private readonly MemoryConsents _consents = new();

    [Fact]
    public async Task Outreach_ToSomebodyNew_GoesOutAndItsAnswerOpensAChatThatBeginsWithIt()
    {
        var kept = Assert.IsType<OutreachResult.Kept>(await SendAsync("k1"));
        await TurnsAsync(kept.ChatId);
        Assert.Equal([Words], Texts());
        Assert.True(_world.Store.Head(kept.ChatId).IsFinished);
        Assert.Empty(_world.Upstream.Chats);

        await _world.WriteAsync("m1", "Great!");
        var chat = await _world.ChatOfAsync();
        await TurnsAsync(chat);
        await _world.WriteAsync("m2", "Thanks");
        await TurnsAsync(chat);

        Assert.NotEqual(kept.ChatId, chat);
        Assert.Equal(chat, await _world.ChatOfAsync());
        Assert.Equal([Words, "Great!", "Thanks"], _world.Store.Entries(chat).Select(e => e.Text).Where(t => t is not null).Take(3));
        Assert.Equal(Words, _world.Store.Head(chat).UserData[InboundMessage.Outreach]);
        Assert.Equal(["Great!", "Thanks"], _world.Upstream.CustomersTexts);
        Assert.Equal([Words], Texts());
    }

    [Fact]
    public async Task Answer_ToAnOutreachOfAnotherContactCenter_StaysThereWithAllThatFollows()
    {
        await SendAsync("k1", center: "another");
        await _world.WriteAsync("m1", "Great!");
        var chat = await _world.ChatOfAsync();
        await _world.WriteAsync("m2", "Thanks");
        await _world.WriteAsync("m3", "/end", ends: true);

        Assert.Equal("another", _world.Store.Head(chat).ContactCenterId);
        Assert.Equal(["Great!", "Thanks"], _world.Store.Entries(chat).Where(e => e.From.Type == ParticipantType.Customer).Select(e => e.Text));
        Assert.Equal(EndReason.Customer, _world.Store.Head(chat).EndReason);

        await _world.WriteAsync("m4", "something else");
        Assert.Equal(World.Center, _world.Store.Head(await _world.ChatOfAsync()).ContactCenterId);
    }

    [Fact]
    public async Task Outreach_ToAnOpenChat_IsAWordInIt()
    {
        await _world.WriteAsync("m1", "hello");
        var chat = await _world.ChatOfAsync();

        var kept = Assert.IsType<OutreachResult.Kept>(await SendAsync("k1"));
        await TurnsAsync(chat);

        Assert.Equal((chat, true), (kept.ChatId, kept.Continues));
        Assert.Equal([Words], Texts());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Outreach_AskedForAgainWithTheSameKey_IsSentOnce(bool open)
    {
        if (open)
        {
            await _world.WriteAsync("m1", "hello");
        }

        var first = Assert.IsType<OutreachResult.Kept>(await SendAsync("k1"));
        var again = Assert.IsType<OutreachResult.Kept>(await SendAsync("k1"));
        await TurnsAsync(first.ChatId);
        var late = Assert.IsType<OutreachResult.Kept>(await SendAsync("k1"));

        Assert.Equal((first.ChatId, true, open), (again.ChatId, again.IsDuplicate, again.Continues));
        Assert.Equal(again, late);
        Assert.Equal([Words], Texts());
        Assert.False(Assert.IsType<OutreachResult.Kept>(await SendAsync("k2")).IsDuplicate);
    }

    /// <summary>The process died after it had stored the chat and before it started it.</summary>
    [Fact]
    public async Task Outreach_StoredAndNotStarted_IsStartedWhenItIsAskedForAgain()
    {
        _world.Runtime.Setup(r => r.StartAsync(It.IsAny<string>(), It.IsAny<CancellationToken>())).ThrowsAsync(new IOException());
        var first = Assert.IsType<OutreachResult.Kept>(await SendAsync("k1"));
        _world.Runtime.Reset();
        _world.Start();

        await SendAsync("k1");

        _world.Runtime.Verify(r => r.StartAsync(first.ChatId, It.IsAny<CancellationToken>()), Times.Once());
    }

    [Fact]
    public async Task Outreach_WhoseProcessDiesAtAnyPoint_IsSentOnceWhenItIsAskedForAgain()
    {
        for (var point = 1; point < 12; point++)
        {
            var world = new World();
            var left = point;
            world.Store.At = _ =>
            {
                if (--left == 0)
                {
                    throw new IOException();
                }
            };
            await Record.ExceptionAsync(() => Outreach(world).SendAsync(World.AddressOf(), World.Center, Words, "k1", default));
            world.Store.At = _ => { };
            world.Start();

            var kept = Assert.IsType<OutreachResult.Kept>(await Outreach(world).SendAsync(World.AddressOf(), World.Center, Words, "k1", default));
            await world.TurnAsync(kept.ChatId);
            await world.TurnAsync(kept.ChatId);

            Assert.Equal([Words], world.Channel.Sent.Select(m => m.Text));
        }
    }

    [Fact]
    public async Task Outreach_ToWhoHasOptedOut_IsRefused()
    {
        await _consents.SaveAsync(new ConsentRecord(World.AddressOf(), ConsentState.OptedOut, ConsentCause.Word, _world.Time.GetUtcNow()), default);

        Assert.Contains("opted out", Assert.IsType<OutreachResult.Refused>(await SendAsync("k1")).Reason, StringComparison.Ordinal);
        Assert.Empty(_world.Store.Chats);
    }

    [Fact]
    public async Task Outreach_OutsideTheWindow_IsTheTemplateAndDone()
    {
        _world.Channel.AnswerWindow = TimeSpan.FromHours(24);
        Assert.IsType<OutreachResult.Refused>(await SendAsync("k1"));

        _world.Channel.HasTemplate = true;
        var kept = Assert.IsType<OutreachResult.Kept>(await SendAsync("k1"));
        await TurnsAsync(kept.ChatId);
        Assert.True(Assert.Single(_world.Channel.Sent).IsTemplate);
        Assert.True(_world.Store.Head(kept.ChatId).IsFinished);

        await _world.WriteAsync("m1", "Yes?");
        await TurnsAsync(await _world.ChatOfAsync());
        Assert.Single(_world.Channel.Sent);
        Assert.Equal(Words, _world.Store.Entries(await _world.ChatOfAsync())[0].Text);
    }

    [Fact]
    public async Task Outreach_WithinTheWindowOfAnEarlierChat_IsTheText()
    {
        _world.Channel.AnswerWindow = TimeSpan.FromHours(24);
        await _world.WriteAsync("m1", "hello");
        await _world.WriteAsync("m2", "/end", ends: true);
        _world.Time.Advance(TimeSpan.FromHours(1));

        await TurnsAsync(Assert.IsType<OutreachResult.Kept>(await SendAsync("k1")).ChatId);

        Assert.Equal([Words], Texts());
    }

    [Fact]
    public async Task Outreach_ThatTheProviderRefuses_IsADeadLetter()
    {
        _world.Channel.Answer = _ => new DeliveryResult.Refused("no such number");
        var kept = Assert.IsType<OutreachResult.Kept>(await SendAsync("k1"));
        await TurnsAsync(kept.ChatId);
        Assert.Equal("no such number", Assert.Single(_world.Store.Letters).Reason);
    }

    [Fact]
    public async Task Answer_AfterAMonth_OpensAnOrdinaryChat()
    {
        await SendAsync("k1", center: "another");
        _world.Time.Advance(TimeSpan.FromDays(31));
        await _world.WriteAsync("m1", "hello");
        Assert.Equal(World.Center, _world.Store.Head(await _world.ChatOfAsync()).ContactCenterId);
    }

    private Outreach Outreach(World world) => new(
        world.Process.Writer, world.Intake, world.Ledger, world.Store, world.Store, world.Channel, new Consents(_consents, world.Process.EventWriter, world.Time), world.Time);

    private Task<OutreachResult> SendAsync(string key, string center = World.Center) => Outreach(_world).SendAsync(World.AddressOf(), center, Words, key, default);

    private IEnumerable<string> Texts() => _world.Channel.Sent.Select(m => m.Text);

    private async Task TurnsAsync(string chat)
    {
        for (var i = 0; i < 4; i++)
        {
            await _world.TurnAsync(chat);
            _world.Time.Advance(TimeSpan.FromSeconds(10));
        }
    }
}
