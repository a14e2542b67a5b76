using CustomerChat.Chats;
using CustomerChat.Ledger;
using CustomerChat.Tests.Support;
using CustomerChat.Turn;

namespace CustomerChat.Tests.Turn;

/// <summary>A request that its client has given up may still take effect for <see cref="ChatLease.SettleTime"/>: nobody sends the text again before.</summary>
public class LateEffectTests
{
    private static readonly Participant Customer = new("Ann", "1", ParticipantType.Customer);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Text_ThatTakesEffectAfterItWasGivenUp_IsNotSentAgain(bool dies)
    {
        var world = new World(inline: false);
        var chat = await world.OpenAsync();
        await world.TurnAsync(chat);
        await world.PostAsync(chat, "once");
        var given = world.Time.GetUtcNow();
        world.Upstream.At = point =>
        {
            if (point == "before SendMessage")
            {
                // As late as its holder may begin it; then it is given up, or the process is no more.
                world.Upstream.At = _ => { };
                world.Time.Advance(TimeSpan.FromSeconds(4));
                given = world.Time.GetUtcNow() + world.Upstream.Timeout;
                _ = dies ? throw new IOException() : 0;
                world.Time.Advance(world.Upstream.Timeout);
                throw new ContactCenterException(ContactCenterFault.NoAnswer, "test");
            }
        };
        Assert.Equal(dies, await Record.ExceptionAsync(() => world.TurnAsync(chat)) is IOException);
        var other = world.OtherRelay();

        foreach (var late in new[] { 1, 3, 4.5 })
        {
            world.Time.Advance(given + TimeSpan.FromSeconds(late) - world.Time.GetUtcNow());
            await other.TurnAsync(chat, 0, TimeSpan.Zero, default);
        }

        world.Upstream.Add(EntryType.Text, Customer, "once");
        for (var i = 0; i < 10; i++)
        {
            world.Time.Advance(TimeSpan.FromSeconds(5));
            await other.TurnAsync(chat, 0, TimeSpan.Zero, default);
        }

        Assert.Equal(["once"], world.Upstream.CustomersTexts);
        Assert.Empty(world.Store.Head(chat).Unechoed);
        Assert.Null((await world.Other().Ledger.GetAsync(chat, ChatLedger.AnyAge, default))!.Lease);
    }
}
