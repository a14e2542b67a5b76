using CustomerChat.Chats;
using CustomerChat.Tests.Support;

namespace CustomerChat.Tests.Turn;

public class ChatKeyTests
{
    private readonly World _world = new(inline: false);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Opening_AtTheContactCenter_HasTheChatsKeyWhereTheSettingsAskForIt(bool tells)
    {
        _world.Options.TellChatKeys = tells;
        _world.Start();
        await _world.WriteAsync("m1", "hello");
        var chat = await _world.ChatOfAsync();
        await _world.TurnAsync(chat);

        Assert.Equal(2, _world.Upstream.Openings.Count);
        Assert.All(_world.Upstream.Openings, o => Assert.Equal(tells ? ChatIds.KeyOf(chat) : null, o.UserData.GetValueOrDefault("chatKey")));
        Assert.DoesNotContain("chatKey", _world.Store.Head(chat).UserData.Keys);
    }

    [Fact]
    public void KeyedOpening_AfterHandOvers_CountsThem()
    {
        var chat = Chat.Open("7d5f1a2b-0c3d-4e5f-8a9b-0c1d2e3f4a5b", new(World.Center, "Ann", "shoes"), default);

        Assert.StartsWith("4f64f230", chat.KeyedOpening.UserData["chatKey"], StringComparison.Ordinal);
        Assert.Equal(chat.KeyedOpening.UserData["chatKey"] + ".2", (chat with { UpstreamNumber = 2 }).KeyedOpening.UserData["chatKey"]);
    }
}
