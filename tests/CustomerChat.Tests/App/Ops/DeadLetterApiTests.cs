using CustomerChat.App.Ops;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Events;
using CustomerChat.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace CustomerChat.Tests.App.Ops;

public class DeadLetterApiTests
{
    /// <summary>An endpoint that is down for a day leaves thousands.</summary>
    [Fact]
    public async Task List_OfManyEvents_HidesNoMessage()
    {
        var world = new World();
        var what = new LifecycleEvent("crm", EventTypes.ChatOpened, 0, default);
        world.Store.Letters.AddRange(Enumerable.Range(0, 1_500).Select(_ => new DeadLetter(ChatIds.New(), 0, ToContactCenter: false, "HTTP 500.", default) { Event = what }));
        var message = new DeadLetter(ChatIds.New(), 3, ToContactCenter: false, "blocked", default);
        world.Store.Letters.Add(message);

        var reply = (IValueHttpResult)await new DeadLetterApi(world.Store, world.Process.Replay).ListAsync(default);

        var letters = Assert.IsType<DeadLettersReply>(reply.Value).DeadLetters;
        Assert.Equal((1_000, message.Id, "event"), (letters.Count, letters[0].Id, letters[1].Direction));
    }
}
