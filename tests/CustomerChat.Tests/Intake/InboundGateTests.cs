using CustomerChat.Chats;
using CustomerChat.Consent;
using CustomerChat.Delivery;
using CustomerChat.Events;
using CustomerChat.Intake;
using CustomerChat.Tests.Support;
using Microsoft.Extensions.Options;

namespace CustomerChat.Tests.Intake;

public sealed class InboundGateTests : IDisposable
{
    private readonly FakeEndpoint _endpoint = new() { Types = [EventTypes.ChatOpened, EventTypes.MessageReceived, EventTypes.CustomerBlocked] };
    private readonly World _world;
    private readonly MemoryBlocks _list = new();
    private readonly MemoryConsents _consents = new();
    private readonly Blocks _blocks;
    private readonly InboundGate _gate;
    private int _next;

    public InboundGateTests()
    {
        _world = new World(endpoint: _endpoint);
        _world.Limits.MessagesPerAddress = 3;
        _blocks = new Blocks(_list, _world.Time);
        _gate = new InboundGate(
            _blocks, new FloodLimit(Options.Create(_world.Limits), _world.Time), new Consents(_consents, _world.Process.EventWriter, _world.Time), _world.ChannelIntake, _world.Channel, _world.Process.EventWriter);
    }

    public void Dispose() => _blocks.Dispose();

    [Fact]
    public async Task Blocked_PersonsStop_IsRecordedAllTheSame()
    {
        await _list.SaveAsync(new Block("sms", null, "+1", false, "unwanted", null, default), default);
        Assert.Equal(NotPassed.Blocked, await WriteAsync());
        Assert.Empty(_consents.Records);
        Assert.Equal(NotPassed.Blocked, await WriteAsync(ConsentIntent.Stop));
        Assert.True(_consents.Records[World.AddressOf()].Refuses);
        Assert.Empty(_world.Store.Chats);
        Assert.Null(await WriteAsync(address: "+2"));
    }

    [Fact]
    public async Task Blocked_InAnOpenChat_IsToldToEndpoints()
    {
        Assert.Null(await WriteAsync());
        await _list.SaveAsync(new Block("sms", null, "+", true, "unwanted", null, default), default);
        _world.Time.Advance(Blocks.RememberedFor);
        Assert.Equal(NotPassed.Blocked, await WriteAsync());
        await _world.TurnAsync(await _world.ChatOfAsync());

        Assert.Equal([EventTypes.ChatOpened, EventTypes.MessageReceived, EventTypes.CustomerBlocked], _endpoint.Took.Select(m => m.Event.Type));
    }

    [Fact]
    public async Task Flood_IsNotPassedOnAndItsSenderIsToldOnceThroughTheChannel()
    {
        var whys = new List<NotPassed?>();
        for (var i = 0; i < 6; i++)
        {
            whys.Add(await WriteAsync());
        }

        Assert.Equal([null, null, null, NotPassed.Flood, NotPassed.Flood, NotPassed.Flood], whys);
        var chat = await _world.ChatOfAsync();
        await _world.TurnAsync(chat);
        await _world.TurnAsync(chat);
        Assert.Equal(["m0", "m1", "m2"], _world.Upstream.CustomersTexts);
        Assert.Equal([ChannelTexts.TooFastText], _world.Channel.Sent.Select(m => m.Text));
        _world.Runtime.Verify(r => r.WakeAsync(chat, true, default));

        _world.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await WriteAsync());
        await _world.TurnAsync(chat);
        Assert.Equal(["m0", "m1", "m2", "m6"], _world.Upstream.CustomersTexts);
    }

    [Fact]
    public async Task Flood_WithoutAChatToSayItIn_OpensOneFirst()
    {
        for (var i = 0; i < 3; i++)
        {
            await WriteAsync();
        }

        var first = await _world.ChatOfAsync();
        await _world.Intake.EndAsync(first, World.Center, EndReason.Operator, default);
        Assert.Null(await WriteAsync());
        var second = await _world.ChatOfAsync();
        Assert.NotEqual(first, second);
        Assert.Equal(NotPassed.Flood, await WriteAsync());
        Assert.Equal(NotPassed.Flood, await WriteAsync());
        Assert.Equal(["m3", ChannelTexts.TooFastText], _world.Store.Entries(second).Select(e => e.Text));
    }

    [Fact]
    public async Task Flood_WhoseNoticeCouldNotBeKept_IsToldByTheNext()
    {
        for (var i = 0; i < 3; i++)
        {
            await WriteAsync();
        }

        _world.Store.At = point => throw new IOException(point);
        await Assert.ThrowsAsync<IOException>(() => WriteAsync());
        _world.Store.At = _ => { };
        Assert.Equal(NotPassed.Flood, await WriteAsync());
        Assert.Single(_world.Store.Entries(await _world.ChatOfAsync()), e => e.Text == ChannelTexts.TooFastText);
    }

    [Fact]
    public async Task Flood_WithoutAText_IsStoppedWithoutAWordAndItsStopIsRecorded()
    {
        _world.Channel.Texts = new ChannelTexts { TooFast = null };
        for (var i = 0; i < 4; i++)
        {
            await WriteAsync();
        }

        Assert.Equal(NotPassed.Flood, await WriteAsync(ConsentIntent.Stop));
        Assert.True(_consents.Records[World.AddressOf()].Refuses);
        Assert.Equal(3, _world.Store.Entries(await _world.ChatOfAsync()).Count);
    }

    private async Task<NotPassed?> WriteAsync(ConsentIntent? consent = null, string address = "+1")
    {
        var (id, signal) = ($"m{_next++}", consent is { } intent ? new ConsentSignal(intent) : null);
        var (message, why) = await _gate.PassAsync(
            new InboundMessage(World.AddressOf(address), World.Center, id, id, "Ann", "sms main") { Consent = signal }, default);
        if (message is not null)
        {
            await _world.ChannelIntake.ReceiveAsync(message, default);
        }

        Assert.Equal(message is null, why is not null);
        return why;
    }
}
