using CustomerChat.Chats;
using CustomerChat.Consent;
using CustomerChat.Files;
using CustomerChat.Intake;
using CustomerChat.Tests.Support;
using Moq;

namespace CustomerChat.Tests.Intake;

/// <summary>What waits for a turn wakes the engine at once. Otherwise it would wait for the next poll, or for a message of the customer.</summary>
public class WakeTests
{
    private readonly World _world = new(inline: false);

    [Fact]
    public async Task Complete_ByTheCustomer_WakesTheChat()
    {
        var chat = await OpenAsync();
        await _world.Intake.CompleteAsync(chat, World.Center, default);
        AssertWoken(chat);
    }

    [Fact]
    public async Task EndWord_OfTheCustomer_WakesTheChat()
    {
        var chat = await OpenAsync();
        await _world.WriteAsync("2", "bye", ends: true);
        AssertWoken(chat);
    }

    [Fact]
    public async Task Message_ThatIsNotTaken_WakesTheChat()
    {
        var chat = await OpenAsync();
        for (var i = 0; i < Chat.MaxUnechoed; i++)
        {
            await _world.WriteAsync($"x{i}", "x");
        }

        _world.Runtime.Invocations.Clear();
        Assert.Equal(PostResult.TooMany, await _world.WriteAsync("last", "one more"));
        AssertWoken(chat);
    }

    [Fact]
    public async Task Message_WithAFile_WakesTheChatAndSoDoesTheFile()
    {
        var chat = await OpenAsync();
        await _world.ChannelIntake.ReceiveAsync(
            new InboundMessage(World.AddressOf(), World.Center, "2", "[image]", "Ann", "sms main") { Files = [new("image", "a")], TextBeside = "look" }, default);
        AssertWoken(chat);

        _world.Runtime.Invocations.Clear();
        await _world.TurnAsync(chat);
        await _world.Process.Files.SettleAsync();
        AssertWoken(chat);
    }

    [Fact]
    public async Task Upload_OfAFile_WakesTheChat()
    {
        var chat = await OpenAsync();
        await new FileUploads(_world.Ledger, _world.Intake, _world.Store, _world.Files, _world.Time)
            .PostAsync(chat, null, "k", [("image", new ChatFile("a.jpg", "image/jpeg", 1, "x", "u-0"))], 1_000, default);
        AssertWoken(chat);
    }

    [Fact]
    public async Task Text_OfTheRelayToTheCustomer_WakesTheChat()
    {
        var chat = await OpenAsync();
        Assert.True(await _world.ChannelIntake.TellAsync(new InboundMessage(World.AddressOf(), World.Center, "2", "x", "Ann", "sms main"), "Please wait.", default));
        AssertWoken(chat);
    }

    [Fact]
    public async Task Outreach_ToAnOpenChat_WakesIt()
    {
        var chat = await OpenAsync();
        await new Outreach(
                _world.Process.Writer, _world.Intake, _world.Ledger, _world.Store, _world.Store, _world.Channel, new Consents(new MemoryConsents(), _world.Process.EventWriter, _world.Time), _world.Time)
            .SendAsync(World.AddressOf(), World.Center, "Your parcel is here.", "k", default);
        AssertWoken(chat);
    }

    private async Task<string> OpenAsync()
    {
        await _world.WriteAsync("1", "hello");
        var chat = await _world.ChatOfAsync();
        await _world.TurnAsync(chat);
        await _world.TurnAsync(chat);
        _world.Runtime.Invocations.Clear();
        return chat;
    }

    private void AssertWoken(string chat) => _world.Runtime.Verify(r => r.WakeAsync(chat, true, It.IsAny<CancellationToken>()), Times.AtLeastOnce());
}
