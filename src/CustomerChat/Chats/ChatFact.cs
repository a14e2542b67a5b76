using System.Collections.Immutable;
using CustomerChat.Events;

namespace CustomerChat.Chats;

/// <summary>
/// Something that the relay has learned about a chat. A fact stays true whatever the chat's head is later, and it does no harm if it is
/// applied twice, late or in another order. See <see cref="Chat.Apply(ChatFact)"/>.
/// </summary>
public abstract record ChatFact
{
    private ChatFact()
    {
    }

    /// <summary>The contact centre has confirmed that it has the entry, and so all entries before it.</summary>
    public sealed record Sent(long Index, int Number = 0) : ChatFact;

    /// <summary>The contact centre refused the entry for good: the entry will not come back as an echo.</summary>
    public sealed record Refused(long Index, int Number = 0) : ChatFact;

    /// <summary>
    /// The chat exists at the contact centre. If it has ended in the meantime, it must be completed there. If the head names such a chat
    /// already, the head keeps it.
    /// </summary>
    /// <param name="Handle">The handle of the chat at the contact centre.</param>
    /// <param name="Number">Which of the chat's upstream chats it is: see <see cref="Chat.UpstreamNumber"/>.</param>
    public sealed record Opened(UpstreamHandle Handle, int Number = 0) : ChatFact;

    /// <summary>What the contact centre gave for the opening. With it, the opening can be repeated and opens the same chat.</summary>
    public sealed record Reserved(UpstreamHandle Handle, int Number = 0) : ChatFact;

    /// <summary>The contact centre replaced a handle with another one.</summary>
    public sealed record Renewed(UpstreamHandle Old, UpstreamHandle Handle) : ChatFact;

    /// <summary>The holder no longer uses the lease, and knows the outcome of its last request.</summary>
    public sealed record Released(string LeaseId) : ChatFact;

    /// <summary>No request of the holder takes effect after <paramref name="Until"/>: a read after that time shows what took effect.</summary>
    public sealed record LeaseShortened(string LeaseId, DateTimeOffset Until) : ChatFact;

    /// <summary>A read whose only new messages were echoes of the customer's own texts.</summary>
    public sealed record Echoed(UpstreamRead Read, DateTimeOffset ReadAt) : ChatFact;

    /// <summary>The channel has the first <paramref name="Parts"/> parts of the entry; null = it has the whole entry, and all entries before it.</summary>
    public sealed record Delivered(long Index, int? Parts = null, DeliveryReceipt? Receipt = null) : ChatFact;

    /// <summary>The entry is a dead letter now, in either direction. This changes nothing in the head; the endpoints are told.</summary>
    public sealed record GivenUp(long Index, string Reason) : ChatFact;

    /// <summary>An endpoint has these events, or they have become dead letters.</summary>
    public sealed record EventsSent(ImmutableArray<LifecycleEvent> Events) : ChatFact;

    /// <summary>An endpoint did not take the event. The event says how often it was tried, and when it is tried next.</summary>
    public sealed record EventFailed(LifecycleEvent Event) : ChatFact;

    /// <summary>A text of the customer that the chat did not accept is a dead letter now.</summary>
    public sealed record DeadLettered(long Index) : ChatFact;
}
