using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Intake;
using CustomerChat.Ledger;
using CustomerChat.Turn;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace CustomerChat.Tests.Support;

/// <summary>The relay's domain over a store and a contact centre in memory; a crash takes the process's memory and nothing else.</summary>
internal sealed class World
{
    public const string Center = "c1";

    public World(bool inline = true)
    {
        Options.InlineSendBudget = inline ? TimeSpan.FromSeconds(2) : TimeSpan.Zero;
        Start();
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public RelayOptions Options { get; } = new();

    public MemoryStore Store { get; } = new();

    public FakeContactCenter Upstream { get; } = new();

    public LimitOptions Limits { get; } = new();

    public Mock<IChatRuntime> Runtime { get; } = new();

    public ChatLedger Ledger { get; private set; } = null!;

    public ChatIntake Intake { get; private set; } = null!;

    public FakeChannel Channel { get; } = new();

    public ChannelIntake ChannelIntake { get; private set; } = null!;

    public ChatRelay Relay { get; private set; } = null!;

    /// <summary>A new process on the same storage.</summary>
    public void Start()
    {
        var options = Microsoft.Extensions.Options.Options.Create(Options);
        Ledger = new ChatLedger(Store, Time);
        Intake = new ChatIntake(Ledger, Store, Store, Upstream, Runtime.Object, Store, options, Microsoft.Extensions.Options.Options.Create(Limits), Time, NullLogger<ChatIntake>.Instance);
        ChannelIntake = new ChannelIntake(Intake, Store, Store, Channel, NullLogger<ChannelIntake>.Instance);
        Relay = NewRelay(Ledger, options);
    }

    /// <summary>A relay in another process.</summary>
    public ChatRelay OtherRelay() => NewRelay(new ChatLedger(Store, Time), Microsoft.Extensions.Options.Options.Create(Options));

    public async Task<string> OpenAsync() => (await Intake.OpenAsync(new ChatOpening(Center, "Ann", "shoes"), default)).Id;

    /// <summary>A message through the channel.</summary>
    public Task<PostResult> WriteAsync(string id, string text, string address = "+1", bool ends = false) => ChannelIntake.ReceiveAsync(
        new InboundMessage(new ChannelAddress("sms", "main", address), Center, id, text, "Ann", "sms main") { EndsChat = ends }, default);

    /// <summary>The current chat of an address.</summary>
    public async Task<string> ChatOfAsync(string address = "+1") =>
        (await Store.FindAsync(new ChannelAddress("sms", "main", address), default)).Chats[0];

    public Task<PostResult> PostAsync(string chatId, string text, string? key = null) => Intake.PostAsync(chatId, Center, text, key, default);

    public Task<TurnOutcome> TurnAsync(string chatId) => Relay.TurnAsync(chatId, 0, ChatLedger.AnyAge, default);

    private ChatRelay NewRelay(ChatLedger ledger, IOptions<RelayOptions> options)
    {
        var delivery = new ChannelDelivery(ledger, Channel, Store, Time, NullLogger<ChannelDelivery>.Instance);
        return new(
            ledger, Store, Upstream, Store, delivery, Channel, new Lazy<ChannelIntake>(() => ChannelIntake), options, Time,
            NullLogger<ChatRelay>.Instance);
    }
}
