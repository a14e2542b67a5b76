using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace CustomerChat.Tests.Delivery;

public class AccountFaultTests
{
    private static readonly DeliveryResult.AccountFault Expired = new("HTTP 401, code 190: the token has expired");

    private readonly World _world = new();

    [Fact]
    public async Task AccountAtFault_IsAskedForAllItsChatsTogetherOnceInHalfAMinute_AndEverythingGoesOutInOrderWhenItIsMended()
    {
        var chats = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            await _world.WriteAsync($"m{i}", "hello", $"+{i}");
            chats.Add(await _world.ChatOfAsync($"+{i}"));
        }

        await TurnsAsync(chats);
        foreach (var upstream in _world.Upstream.Chats)
        {
            upstream.Add(EntryType.Text, new Participant("Agnes", "2", ParticipantType.Agent), "one");
            upstream.Add(EntryType.Text, new Participant("Agnes", "2", ParticipantType.Agent), "two");
        }

        var asked = 0;
        _world.Channel.Answer = _ =>
        {
            asked++;
            return Expired;
        };
        for (var i = 0; i < 120; i++)
        {
            await TurnsAsync(chats);
            _world.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(asked, 4, 5);
        Assert.Equal(Expired.Reason, Assert.Single(_world.Store.Faults.Values).Reason);
        _world.Channel.Answer = m => new DeliveryResult.Accepted("p-" + m.Id);
        for (var i = 0; i < 65; i++)
        {
            await TurnsAsync(chats);
            _world.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.All(chats, chat => Assert.Equal(["one", "two"], _world.Channel.Sent.Where(m => m.ChatId == chat).Select(m => m.Text)));
        Assert.Empty(_world.Store.Faults);
        Assert.Empty(_world.Store.Letters);
        Assert.All(_world.Upstream.Chats, c => Assert.Equal(["hello"], c.CustomersTexts));
    }

    [Fact]
    public async Task Faults_NotSeenForTenMinutes_AreShownNoMore()
    {
        var faults = new AccountFaults(_world.Store, _world.Time, NullLogger<AccountFaults>.Instance);
        await faults.NoteAsync(World.AddressOf(), Expired, default);
        var since = _world.Time.GetUtcNow();
        _world.Time.Advance(TimeSpan.FromMinutes(9));
        await faults.NoteAsync(World.AddressOf(), Expired, default);

        var elsewhere = new AccountFaults(_world.Store, _world.Time, NullLogger<AccountFaults>.Instance);
        Assert.Equal(since, Assert.Single(await elsewhere.ListAsync(default)).Since);
        _world.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Empty(await elsewhere.ListAsync(default));
    }

    /// <summary>The row is only for operators. If it can't be removed, the message that the provider has accepted must still be committed.</summary>
    [Fact]
    public async Task Message_AcceptedWhileTheFaultsRowCanNotBeRemoved_IsSentOnce()
    {
        await _world.WriteAsync("m1", "hello");
        var chat = await _world.ChatOfAsync();
        await _world.TurnAsync(chat);
        _world.Upstream.Say("once");
        _world.Channel.Answer = _ => Expired;
        await _world.TurnAsync(chat);
        _world.Channel.Answer = m => new DeliveryResult.Accepted("p-" + m.Id);
        _world.Store.At = point => _ = point == "before remove fault" ? throw new IOException() : 0;
        for (var i = 0; i < 3; i++)
        {
            _world.Time.Advance(TimeSpan.FromSeconds(31));
            await _world.TurnAsync(chat);
        }

        Assert.Equal(["once"], _world.Channel.Sent.Select(m => m.Text));
        Assert.False(_world.Store.Head(chat).HasUndelivered);
    }

    private async Task TurnsAsync(IEnumerable<string> chats)
    {
        foreach (var chat in chats)
        {
            await _world.TurnAsync(chat);
        }
    }
}
