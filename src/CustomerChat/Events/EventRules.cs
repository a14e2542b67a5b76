using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Intake;

namespace CustomerChat.Events;

/// <summary>Which events a commit brings about. Pure.</summary>
public static class EventRules
{
    /// <summary>The head with the events that its commit brings about, one for each endpoint that asks for it.</summary>
    /// <param name="before">The head before; null = the chat is new.</param>
    /// <param name="after">The head to be committed.</param>
    /// <param name="entries">The new entries.</param>
    /// <param name="facts">The facts that the commit makes known.</param>
    /// <param name="receipts">The receipts that are committed, with what the providers have reported already.</param>
    /// <param name="endpoints">All endpoints.</param>
    /// <param name="now">When it is committed.</param>
    public static Chat Note(
        Chat? before,
        Chat after,
        ImmutableArray<ChatEntry> entries,
        IEnumerable<ChatFact> facts,
        ImmutableArray<DeliveryReceipt> receipts,
        ImmutableArray<IEventEndpoint> endpoints,
        DateTimeOffset now) =>
        endpoints.IsEmpty ? after : after.WithEvents(For(endpoints, Of(before, after, entries, facts, receipts), now));

    /// <summary>One event for each endpoint that asks for it.</summary>
    public static IEnumerable<LifecycleEvent> For(
        ImmutableArray<IEventEndpoint> endpoints, IEnumerable<(string Type, long Index, string? Detail)> events, DateTimeOffset now, string? serial = null) =>
        from e in events
        from endpoint in endpoints
        where endpoint.Wants(e.Type)
        select new LifecycleEvent(endpoint.Name, e.Type, e.Index, now) { Detail = e.Detail, Serial = serial };

    /// <summary>What has happened, in its order.</summary>
    private static IEnumerable<(string Type, long Index, string? Detail)> Of(
        Chat? before, Chat after, ImmutableArray<ChatEntry> entries, IEnumerable<ChatFact> facts, ImmutableArray<DeliveryReceipt> receipts)
    {
        // A chat by which somebody writes to a customer first is none that a customer has opened.
        var isCustomers = after.EndReason is not (EndReason.Outreach or EndReason.Consent);
        if (before is null && isCustomers)
        {
            yield return (EventTypes.ChatOpened, 0, null);
        }

        foreach (var entry in entries)
        {
            if (Of(entry) is { } e)
            {
                yield return e;
            }
        }

        foreach (var givenUp in facts.OfType<ChatFact.GivenUp>())
        {
            yield return (EventTypes.MessageFailed, givenUp.Index, givenUp.Reason);
        }

        foreach (var receipt in receipts)
        {
            if (TypeOf(receipt) is { } type)
            {
                yield return (type, receipt.Index, type == EventTypes.MessageFailed ? receipt.Error : null);
            }
        }

        // Refused, it has ended where it begins.
        if (after.State == ChatState.Idle && (before is null ? after.EndReason == EndReason.Closed : before.State != ChatState.Idle))
        {
            yield return (EventTypes.ChatEnded, 0, after.EndReason?.ToString());
        }
    }

    private static (string Type, long Index, string? Detail)? Of(ChatEntry entry) => entry switch
    {
        // What is carried over from a chat that has ended, and what an operator replays, was received before.
        { Type: EntryType.Text, IsOutgoing: true } => InboundMessage.IsAgain(entry.ClientId) ? null : (EventTypes.MessageReceived, entry.Index, null),
        { Type: EntryType.ParticipantJoined or EntryType.ParticipantRejoined, From.Type: ParticipantType.Agent } => (EventTypes.AgentJoined, entry.Index, entry.From.Nickname),
        { Type: EntryType.ParticipantLeft, From.Type: ParticipantType.Agent } => (EventTypes.AgentLeft, entry.Index, entry.From.Nickname),
        _ => null,
    };

    /// <summary>The type of the event that a receipt brings about; null = none. What was given up before the provider had it is told by its fact.</summary>
    public static string? TypeOf(DeliveryReceipt receipt) => receipt switch
    {
        { Status: DeliveryStatus.Delivered or DeliveryStatus.Read } or { Status: DeliveryStatus.Accepted, IsLastWord: true } => EventTypes.MessageDelivered,
        { Status: DeliveryStatus.Failed, ProviderId: not null } => EventTypes.MessageFailed,
        _ => null,
    };
}
