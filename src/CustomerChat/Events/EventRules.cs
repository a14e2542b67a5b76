using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Intake;

namespace CustomerChat.Events;

/// <summary>Decides which events a commit causes. Pure.</summary>
public static class EventRules
{
    /// <summary>Adds the events that a commit causes to its head, one for each endpoint that asks for the type.</summary>
    /// <param name="before">The head before the commit; null = the chat is new.</param>
    /// <param name="after">The head to be committed.</param>
    /// <param name="facts">The facts that the commit includes.</param>
    /// <param name="receipts">The receipts of the commit, including what the providers have already reported.</param>
    /// <param name="now">The time of the commit.</param>
    public static Chat Note(
        Chat? before,
        Chat after,
        ImmutableArray<ChatEntry> entries,
        IEnumerable<ChatFact> facts,
        ImmutableArray<DeliveryReceipt> receipts,
        ImmutableArray<IEventEndpoint> endpoints,
        DateTimeOffset now) =>
        endpoints.IsEmpty ? after : after.WithEvents(For(endpoints, Of(before, after, entries, facts, receipts), now));

    /// <summary>One event for each endpoint that asks for the type.</summary>
    public static IEnumerable<LifecycleEvent> For(
        ImmutableArray<IEventEndpoint> endpoints, IEnumerable<Happening> happenings, DateTimeOffset now) =>
        from e in happenings
        from endpoint in endpoints
        where endpoint.Wants(e.Type)
        select new LifecycleEvent(endpoint.Name, e.Type, e.Index, now) { Detail = e.Detail, Serial = e.Serial, Upstream = e.Upstream, Repeats = e.Repeats };

    /// <summary>What the commit causes, in the order in which it happened.</summary>
    private static IEnumerable<Happening> Of(
        Chat? before, Chat after, ImmutableArray<ChatEntry> entries, IEnumerable<ChatFact> facts, ImmutableArray<DeliveryReceipt> receipts)
    {
        // A customer has not opened a chat that holds only an operator's first text or a change of consent.
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

        // A chat that is refused because the contact centre is closed ends in the commit that creates it.
        if (after.State == ChatState.Idle && (before is null ? after.EndReason == EndReason.Closed : before.State != ChatState.Idle))
        {
            yield return new(EventTypes.ChatEnded, 0, after.EndReason?.ToString());
        }
    }

    private static Happening? Of(ChatEntry entry, int upstreamNumber) => entry switch
    {
        // The relay received these texts before: it carried them over from a chat that has ended, or an operator replays them.
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

    /// <summary>
    /// The events that a receipt causes. An entry that was given up before the provider had it gets its event from the fact, not from the
    /// receipt. A message that was read was delivered too, even if the provider does not report it.
    /// </summary>
    public static IEnumerable<Happening> Of(DeliveryReceipt receipt) => receipt switch
    {
        { Status: DeliveryStatus.Read } => [new(EventTypes.MessageDelivered, receipt.Index), new(EventTypes.MessageRead, receipt.Index)],
        { Status: DeliveryStatus.Delivered } or { Status: DeliveryStatus.Accepted, IsLastWord: true } => [new(EventTypes.MessageDelivered, receipt.Index)],
        { Status: DeliveryStatus.Failed, ProviderId: not null } => [new(EventTypes.MessageFailed, receipt.Index, receipt.Error)],
        _ => [],
    };
}
