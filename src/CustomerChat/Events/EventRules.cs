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
        ImmutableArray<IEventEndpoint> endpoints, IEnumerable<Happening> happenings, DateTimeOffset now) =>
        from e in happenings
        from endpoint in endpoints
        where endpoint.Wants(e.Type)
        select new LifecycleEvent(endpoint.Name, e.Type, e.Index, now) { Detail = e.Detail, Serial = e.Serial, Upstream = e.Upstream, Repeats = e.Repeats };

    /// <summary>What has happened, in its order.</summary>
    private static IEnumerable<Happening> Of(
        Chat? before, Chat after, ImmutableArray<ChatEntry> entries, IEnumerable<ChatFact> facts, ImmutableArray<DeliveryReceipt> receipts)
    {
        // A chat by which somebody writes to a customer first is none that a customer has opened.
        var isCustomers = after.EndReason is not (EndReason.Outreach or EndReason.Consent);
        if (before is null && isCustomers)
        {
            yield return new(EventTypes.ChatOpened);
        }

        foreach (var entry in entries)
        {
            if (Of(entry, before?.UpstreamNumber ?? 0) is { } e)
            {
                yield return e;
            }
        }

        foreach (var givenUp in facts.OfType<ChatFact.GivenUp>())
        {
            yield return new(EventTypes.MessageFailed, givenUp.Index, givenUp.Reason);
        }

        foreach (var receipt in receipts)
        {
            foreach (var e in Of(receipt))
            {
                yield return e;
            }
        }

        // Refused, it has ended where it begins.
        if (after.State == ChatState.Idle && (before is null ? after.EndReason == EndReason.Closed : before.State != ChatState.Idle))
        {
            yield return new(EventTypes.ChatEnded, 0, after.EndReason?.ToString());
        }
    }

    private static Happening? Of(ChatEntry entry, int upstreamNumber) => entry switch
    {
        // What is carried over from a chat that has ended, and what an operator replays, was received before.
        { Type: EntryType.Text, IsOutgoing: true } => InboundMessage.IsAgain(entry.ClientId) ? null : new(EventTypes.MessageReceived, entry.Index),
        { Type: EntryType.ParticipantJoined or EntryType.ParticipantRejoined, From.Type: ParticipantType.Agent } => new(EventTypes.AgentJoined, entry.Index, entry.From.Nickname),
        { Type: EntryType.ParticipantLeft, From.Type: ParticipantType.Agent } => new(EventTypes.AgentLeft, entry.Index, entry.From.Nickname),
        { Type: EntryType.Text or EntryType.PushUrl or EntryType.CustomNotice, From.Type: ParticipantType.Agent } when entry.UpstreamIndex is not null || entry.Repeats is not null =>
            new(EventTypes.MessageSent, entry.Index)
            {
                Upstream = entry.UpstreamIndex is { } at ? new(at > 0 ? at : null, entry.UpstreamKey, upstreamNumber) : null,
                Repeats = entry.Repeats,
            },
        _ => null,
    };

    /// <summary>What a receipt tells. What was given up before the provider had it is told by its fact. What was read was delivered, also where the provider does not say so.</summary>
    public static IEnumerable<Happening> Of(DeliveryReceipt receipt) => receipt switch
    {
        { Status: DeliveryStatus.Read } => [new(EventTypes.MessageDelivered, receipt.Index), new(EventTypes.MessageRead, receipt.Index)],
        { Status: DeliveryStatus.Delivered } or { Status: DeliveryStatus.Accepted, IsLastWord: true } => [new(EventTypes.MessageDelivered, receipt.Index)],
        { Status: DeliveryStatus.Failed, ProviderId: not null } => [new(EventTypes.MessageFailed, receipt.Index, receipt.Error)],
        _ => [],
    };
}
