using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Events;
using CustomerChat.Files;
using CustomerChat.Intake;
using CustomerChat.Ledger;
using CustomerChat.Turn;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace CustomerChat.Tests.Support;

/// <summary>The relay's domain over a store and a contact centre in memory; a crash takes the process's memory and nothing else.</summary>
internal sealed class World
{
    public const string Center = "c1";

    /// <param name="inline">Posts are sent at once.</param>
    /// <param name="endpoint">An endpoint of lifecycle events; null = there is none.</param>
    public World(bool inline = true, FakeEndpoint? endpoint = null)
    {
        Endpoints = endpoint ?? new FakeEndpoint(isConfigured: false);
        Options.InlineSendBudget = inline ? TimeSpan.FromSeconds(2) : TimeSpan.Zero;
        Start();
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public RelayOptions Options { get; } = new();

    public MemoryStore Store { get; } = new();

    public FakeContactCenter Upstream { get; } = new();

    public LimitOptions Limits { get; } = new();

    public Mock<IChatRuntime> Runtime { get; } = new();

    public Mock<IChannelSwitch> Switch { get; } = new();

    public FakeChannel Channel { get; } = new();

    public IEventEndpoints Endpoints { get; }

    public MemoryFiles Files { get; } = new();

    public ChatFileOptions FileOptions { get; } = new();

    public IFileScanner Scanner { get; set; } = Mock.Of<IFileScanner>();

    public IOutboundFiles OutboundFiles { get; set; } = Mock.Of<IOutboundFiles>();

    public static IFileLinks Links { get; } = NewLinks();

    /// <summary>The process that the tests mostly talk to.</summary>
    public RelayProcess Process { get; private set; } = null!;

    public ChatLedger Ledger => Process.Ledger;

    public ChatIntake Intake => Process.Intake;

    public ChannelIntake ChannelIntake => Process.ChannelIntake;

    public ChatRelay Relay => Process.Relay;

    /// <summary>A new process on the same storage.</summary>
    public void Start() => Process = Other();

    /// <summary>Another process on the same storage.</summary>
    public RelayProcess Other() => new(this);

    /// <summary>A relay in another process.</summary>
    public ChatRelay OtherRelay() => Other().Relay;

    public async Task<string> OpenAsync(bool isMessage = false) => (await Intake.OpenAsync(new ChatOpening(Center, "Ann", "shoes") { IsMessage = isMessage }, default)).Id;

    /// <summary>A message through the channel.</summary>
    public Task<PostResult> WriteAsync(string id, string text, string address = "+1", bool ends = false, RelayProcess? process = null) =>
        (process ?? Process).ChannelIntake.ReceiveAsync(
            new InboundMessage(AddressOf(address), Center, id, text, "Ann", "sms main") { EndsChat = ends }, default);

    public static ChannelAddress AddressOf(string address = "+1") => new("sms", "main", address);

    /// <summary>The current chat of an address.</summary>
    public async Task<string> ChatOfAsync(string address = "+1") => (await Store.FindAsync(AddressOf(address), default)).Chats[0];

    public Task<PostResult> PostAsync(string chatId, string text, string? key = null) => Intake.PostAsync(chatId, Center, text, key, default);

    private static IFileLinks NewLinks()
    {
        var links = new Mock<IFileLinks>();
        links.SetupGet(l => l.IsOn).Returns(true);
        links.Setup(l => l.LinkTo(It.IsAny<string>(), It.IsAny<ChatEntry>(), It.IsAny<int>())).Returns((string _, ChatEntry e, int n) => $"https://relay.example/{e.Index}-{n}");
        return links.Object;
    }

    public Task<TurnResult> TurnAsync(string chatId) => Relay.TurnAsync(chatId, 0, ChatLedger.AnyAge, default);
}
