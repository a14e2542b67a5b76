namespace CustomerChat.Chats;

/// <content>How facts change a chat.</content>
public sealed partial record Chat
{
    /// <summary>The chat after a fact is applied. A fact that no longer matters changes nothing.</summary>
    public Chat Apply(ChatFact fact) => fact switch
    {
        ChatFact.Sent sent => sent.Number == UpstreamNumber && !IsBehindTheEnd(sent.Index) ? Sent(sent.Index) : this,
        ChatFact.Refused refused when refused.Number != UpstreamNumber => this,
        ChatFact.Refused refused => Sent(refused.Index) is var chat && Unechoed.Contains(refused.Index) ? chat with { Unechoed = Unechoed.Remove(refused.Index) } : chat,
        ChatFact.Reserved reserved => Upstream is null && Reserved is null && reserved.Number == UpstreamNumber ? this with { Reserved = reserved.Handle } : this,
        ChatFact.Opened opened => Upstream is null && opened.Number == UpstreamNumber
            ? this with { Upstream = opened.Handle, Reserved = null, Lease = null, CompletePending = State == ChatState.Idle }
            : this,
        ChatFact.Renewed renewed => Upstream == renewed.Old ? this with { Upstream = renewed.Handle } : this,
        ChatFact.Released released => Release(released.LeaseId),
        ChatFact.LeaseShortened lease => Shorten(lease.LeaseId, lease.Until),
        ChatFact.Echoed echoed => AreEchoes(echoed.Read) ? Receive(echoed.Read, echoed.ReadAt, echoed.ReadAt).Chat : this,
        ChatFact.Delivered delivered => Delivered(delivered.Index, delivered.Parts),
        ChatFact.DeadLettered letter => NotTaken.Contains(letter.Index) ? (this with { NotTaken = NotTaken.Remove(letter.Index) }).DropFilesOf([letter.Index]) : this,
        ChatFact.GivenUp => this,
        ChatFact.EventsSent sent => EventsSent(sent.Events),
        ChatFact.EventFailed failed => EventFailed(failed.Event),
        _ => throw new ArgumentOutOfRangeException(nameof(fact), fact.GetType().Name, null),
    };

    /// <summary>The chat after several facts are applied, one after the other.</summary>
    public Chat Apply(IEnumerable<ChatFact> facts) => facts.Aggregate(this, (chat, fact) => chat.Apply(fact));

    /// <summary>
    /// Whether an entry came after the end of the chat at the contact centre. The contact centre has ended the chat, and its whole log
    /// before the end does not hold the entry. A log whose messages have keys, not indexes, may still accept entries after the end; then
    /// nobody at the contact centre reads them.
    /// </summary>
    private bool IsBehindTheEnd(long index) =>
        State == ChatState.Idle && EndReason == Chats.EndReason.ContactCenter && !SeenUpstream.IsEmpty && Unechoed.Contains(index);

    private Chat Sent(long index) => index > SentThrough ? this with { SentThrough = index } : this;

    private Chat Release(string leaseId) =>
        Lease?.Id == leaseId ? this with { Lease = null } : DeliveryLease?.Id == leaseId ? this with { DeliveryLease = null } : this;

    private Chat Shorten(string leaseId, DateTimeOffset until) =>
        Lease is { } lease && lease.Id == leaseId && lease.Until > until ? this with { Lease = lease with { Until = until } } : this;

    /// <summary>
    /// The channel has the first parts of an entry, or all of it (null). The numbers are absolute: a report about an entry or a part that
    /// is already delivered changes nothing.
    /// </summary>
    private Chat Delivered(long index, int? parts)
    {
        if (index <= DeliveredThrough || (parts <= PartsOf(index)))
        {
            return this;
        }

        return this with
        {
            DeliveredThrough = parts is null ? index : index - 1,
            DeliveredParts = parts ?? 0,
            DeliveryAttempts = 0,
            DeliverAfter = null,
        };
    }
}
