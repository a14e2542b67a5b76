using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Ledger;
using CustomerChat.Tests.Support;

namespace CustomerChat.Tests.Delivery;

/// <summary>
/// The lease is checked before each part. A turn begins nothing after 5 s, and that would mostly stop it before its lease is over; here it
/// has all the time it wants, so that the lease alone decides.
/// </summary>
public class DeliveryLeaseTests
{
    private readonly World _world = new();

    [Fact]
    public async Task Part_WhenTheOneBeforeOutlastedTheLease_IsNotSentBesideAnotherRelay()
    {
        _world.Channel.MaxText = 10;
        var chat = await WithUndeliveredAsync("aaaa aaaa bbbb bbbb");
        var (isAtIt, goOn, sends) = (new TaskCompletionSource(), new TaskCompletionSource(), 0);
        var elsewhere = Task.CompletedTask;
        _world.Channel.Takes = () =>
        {
            switch (++sends)
            {
                case 1:
                    _world.Time.Advance(TimeSpan.FromSeconds(40));
                    elsewhere = DeliverAsync(_world.Other(), chat);
                    return isAtIt.Task;
                case 3:
                    // The other relay is at the second part when this one comes back.
                    isAtIt.SetResult();
                    return goOn.Task;
                default:
                    return Task.CompletedTask;
            }
        };

        await DeliverAsync(_world.Process, chat);
        goOn.SetResult();
        await elsewhere;

        // Nobody but this relay could know that the channel had the first part.
        Assert.Equal(["aaaa aaaa", "aaaa aaaa", "bbbb bbbb"], _world.Channel.Sent.Select(m => m.Text).Order());
        Assert.Equal(_world.Store.Head(chat).LastIndex, _world.Store.Head(chat).DeliveredThrough);
        Assert.Null(_world.Store.Head(chat).DeliveryLease);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Lease_TakenAlongLongAgo_IsNotUsedBesideAnotherRelay(bool isKnown)
    {
        var chat = await WithUndeliveredAsync("once");
        var held = (await _world.Ledger.ChangeAsync(chat, c => new ChatChange(c) { Lease = ChannelDelivery.Lease }, default)).Lease;
        _world.Time.Advance(TimeSpan.FromSeconds(31));
        var goOn = new TaskCompletionSource();
        _world.Channel.Takes = () => goOn.Task;
        var elsewhere = DeliverAsync(_world.Other(), chat);
        _world.Channel.Takes = () => Task.CompletedTask;

        // Whether this process has heard of the other one's lease or not.
        await _world.Ledger.GetAsync(chat, isKnown ? TimeSpan.Zero : ChatLedger.AnyAge, default);
        await DeliverAsync(_world.Process, chat, held);
        goOn.SetResult();
        await elsewhere;

        Assert.Equal(["once"], _world.Channel.Sent.Select(m => m.Text));
    }

    [Fact]
    public async Task Lease_WhoseCommitWasAnsweredWhenItWasOver_IsNotUsed()
    {
        var chat = await WithUndeliveredAsync("once");
        var other = _world.Other();
        AfterTheCommit(() =>
        {
            _world.Time.Advance(TimeSpan.FromSeconds(31));
            DeliverAsync(other, chat).GetAwaiter().GetResult();
        });

        await DeliverAsync(_world.Process, chat);

        Assert.Equal(["once"], _world.Channel.Sent.Select(m => m.Text));
    }

    [Fact]
    public async Task Replay_WhoseLeaseWasOverWhenItsCommitWasAnswered_IsNotSentBesideAnotherReplay()
    {
        _world.Channel.Answer = _ => new DeliveryResult.Refused("no");
        var chat = await WithUndeliveredAsync("once");
        await DeliverAsync(_world.Process, chat);
        _world.Channel.Answer = m => new DeliveryResult.Accepted("p-" + m.Id);
        var letter = Assert.Single(_world.Store.Letters);
        var other = _world.Other();
        AfterTheCommit(() =>
        {
            _world.Time.Advance(TimeSpan.FromSeconds(31));
            Assert.True(other.Replay.ReplayAsync(letter.Id, default).GetAwaiter().GetResult().Done);
        });

        Assert.False((await _world.Process.Replay.ReplayAsync(letter.Id, default)).Done);

        Assert.Equal(["once"], _world.Channel.Sent.Select(m => m.Text));
    }

    private static async Task DeliverAsync(RelayProcess process, string chat, ChatLease? held = null) =>
        await process.Delivery.DeliverAsync((await process.Ledger.GetAsync(chat, ChatLedger.AnyAge, default))!, held, DateTimeOffset.MaxValue, default);

    /// <summary>Something that happens when the next commit is in the store, before its answer is here.</summary>
    private void AfterTheCommit(Action happens) => _world.Store.At = point =>
    {
        if (point == "after commit")
        {
            _world.Store.At = _ => { };
            happens();
        }
    };

    /// <summary>A chat whose agent has said something that the channel is to get, and nobody holds the lease.</summary>
    private async Task<string> WithUndeliveredAsync(string text)
    {
        await _world.WriteAsync("1", "hello");
        var chat = await _world.ChatOfAsync();
        await _world.TurnAsync(chat);
        _world.Upstream.Say(text);
        var answer = _world.Channel.Answer;
        _world.Channel.Answer = _ => new DeliveryResult.RetryLater(TimeSpan.FromSeconds(1), "busy", Counts: false);
        await _world.TurnAsync(chat);
        _world.Channel.Answer = answer;
        _world.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(_world.Store.Head(chat) is { HasUndelivered: true, DeliveryLease: null });
        return chat;
    }
}
