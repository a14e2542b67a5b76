using CustomerChat.Delivery;
using CustomerChat.Events;
using CustomerChat.Files;
using CustomerChat.Intake;
using CustomerChat.Ledger;
using CustomerChat.Operating;
using CustomerChat.Turn;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CustomerChat.Tests.Support;

/// <summary>What one process of the relay holds in memory: its ledger, and all that works through it.</summary>
internal sealed class RelayProcess
{
    public RelayProcess(World world)
    {
        var (store, channel, time) = (world.Store, world.Channel, world.Time);
        var options = Options.Create(world.Options);
        Ledger = new ChatLedger(store, time, world.Endpoints);
        Writer = new ChatWriter(Ledger, store, store, Options.Create(world.Limits), time);
        Conversations = new ConversationWriter(Writer, store, store, channel, world.Upstream, time, NullLogger<ConversationWriter>.Instance);
        Notices = new AgentNotices(Ledger, options, time);
        DeadLettering = new DeadLettering(store, Notices, time);
        var failures = new LateFailures(Ledger, Notices, time);
        EventWriter = new EventWriter(
            Ledger, store, store, store, world.Endpoints, world.Runtime.Object, time, NullLogger<EventWriter>.Instance);
        Events = new EventDelivery(Ledger, world.Endpoints, DeadLettering, time, NullLogger<EventDelivery>.Instance);
        Intake = NewIntake(world, world.Upstream);
        var fileOptions = Options.Create(world.FileOptions);
        Keeper = new FileKeeper(world.Files, world.Scanner, World.Links, fileOptions);
        Files = new FileFetching(Ledger, Keeper, world.Files, channel, DeadLettering, world.Runtime.Object, fileOptions, time, NullLogger<FileFetching>.Instance);
        ChannelIntake = new ChannelIntake(Conversations, Intake, Ledger, store, store, channel, failures, EventWriter, Keeper, time);
        Delivery = new ChannelDelivery(
            Ledger, channel, DeadLettering, failures, new AccountFaults(store, time, NullLogger<AccountFaults>.Instance), world.OutboundFiles, time, NullLogger<ChannelDelivery>.Instance);
        Relay = new ChatRelay(
            Ledger, store, world.Upstream, DeadLettering, Delivery, Events, channel, new CarryOver(Conversations, Writer, World.Links), Files, World.Links, world.Files, options, time, NullLogger<ChatRelay>.Instance);
        Removal = new ChatRemoval(store, store, store, store, world.Files, Ledger);
        Erasure = new Erasure(store, store, Intake, Removal);
        Replay = new DeadLetterReplay(store, store, Intake, ChannelIntake, Delivery, Events, EventWriter, world.Switch.Object, World.Links, time);
    }

    public ChatLedger Ledger { get; }

    public AgentNotices Notices { get; }

    public DeadLettering DeadLettering { get; }

    public EventWriter EventWriter { get; }

    public EventDelivery Events { get; }

    public ChatWriter Writer { get; }

    public ConversationWriter Conversations { get; }

    public ChatIntake Intake { get; }

    public ChannelIntake ChannelIntake { get; }

    public ChannelDelivery Delivery { get; }

    public FileKeeper Keeper { get; }

    public FileFetching Files { get; }

    public ChatRelay Relay { get; }

    public ChatRemoval Removal { get; }

    public Erasure Erasure { get; }

    public DeadLetterReplay Replay { get; }

    public ChatIntake NewIntake(World world, IContactCenters centers) => new(
        Writer, Ledger, world.Store, centers, world.Runtime.Object, DeadLettering, World.Links, world.Files, Options.Create(world.Options), world.Time, NullLogger<ChatIntake>.Instance);
}
