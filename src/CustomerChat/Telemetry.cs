using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;
using CustomerChat.Chats;

namespace CustomerChat;

/// <summary>
/// The only ActivitySource and the only Meter, with all their instruments. Their names are listed in <c>src/README.md</c>. No span,
/// measurement or tag holds a message text, an address or a secret.
/// </summary>
public static class Telemetry
{
    public const string Name = "CustomerChat";

    public static readonly Meter Meter = new(Name);

    public static readonly Counter<long> Turns = Meter.CreateCounter<long>("customerchat.turns", "{turn}", "Turns run, by result.");

    public static readonly Counter<long> ChatsOpened = Meter.CreateCounter<long>("customerchat.chats.opened", "{chat}", "Chats that customers opened, by channel.");

    public static readonly Counter<long> ChatsEnded = Meter.CreateCounter<long>("customerchat.chats.ended", "{chat}", "Chats that ended, by channel and reason.");

    public static readonly Counter<long> Messages =
        Meter.CreateCounter<long>("customerchat.messages", "{message}", "Texts that the relay accepted, by direction (up to the contact centre, down to the customer), channel and account.");

    public static readonly Histogram<double> FirstAnswer =
        Meter.CreateHistogram<double>("customerchat.first_answer", "s", "Time from when a chat was opened, or its contact centre opened, to an agent's first text, by channel.");

    public static readonly Histogram<double> PollLag = Meter.CreateHistogram<double>("customerchat.poll.lag", "s", "Time from when a turn was due to when it was done.");

    public static readonly Histogram<double> UpstreamDuration =
        Meter.CreateHistogram<double>("customerchat.upstream.duration", "s", "Duration of a request to a contact centre, by centre, operation and result.");

    public static readonly Histogram<double> DeliveryLag =
        Meter.CreateHistogram<double>("customerchat.delivery.lag", "s", "Time from an entry's arrival to its delivery, by channel.");

    public static readonly Counter<long> Deliveries = Meter.CreateCounter<long>("customerchat.deliveries", "{try}", "Tries to deliver, by channel, account, result and reason.");

    public static readonly Counter<long> DeliveriesFailed =
        Meter.CreateCounter<long>("customerchat.deliveries.failed", "{message}", "Messages that will never be delivered, by channel, account and reason.");

    public static readonly Counter<long> InboundIgnored =
        Meter.CreateCounter<long>("customerchat.inbound.ignored", "{event}", "Inbound events that were ignored, by channel and reason.");

    public static readonly Counter<long> Files = Meter.CreateCounter<long>("customerchat.files", "{file}", "Customers' files that were fetched or not, by channel and result.");

    public static readonly Counter<long> Conflicts = Meter.CreateCounter<long>("customerchat.conflicts", "{commit}", "Commits that conflicted with another commit.");

    public static readonly Counter<long> DeadLetters = Meter.CreateCounter<long>("customerchat.dead_letters", "{letter}", "Dead letters written, by direction.");

    public static readonly Counter<long> WatchdogRestarts = Meter.CreateCounter<long>("customerchat.watchdog.restarts", "{chat}", "Chats whose turns had stopped and were started again.");

    public static readonly Counter<long> Events = Meter.CreateCounter<long>("customerchat.events", "{try}", "Tries to send lifecycle events, by endpoint, type and result.");

    private static readonly ActivitySource Source = new(Name);

    /// <summary>
    /// Starts a span in a chat's own trace. All spans of a chat have one trace id, made from the chat's id, in every process and at any
    /// time. The span links to its caller. Null if nobody listens.
    /// </summary>
    public static Activity? StartSpan(string name, string chatId)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(chatId));
        var parent = new ActivityContext(
            ActivityTraceId.CreateFromBytes(hash.AsSpan(0, 16)), ActivitySpanId.CreateFromBytes(hash.AsSpan(16, 8)), ActivityTraceFlags.Recorded, isRemote: true);
        var caller = Activity.Current?.Context;
        return Source.StartActivity(
            name,
            ActivityKind.Internal,
            parent,
            [new("chat.id", ((ShortChatId)chatId).ToString())],
            caller is { } context && context.TraceId != parent.TraceId ? [new ActivityLink(context)] : null);
    }
}
