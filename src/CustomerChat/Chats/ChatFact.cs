using System.Collections.Immutable;
using CustomerChat.Events;

namespace CustomerChat.Chats;

/// <summary>
/// Something that has become known of a chat: it is true whatever the chat's head is by then, and being told twice, late or in another
/// order does no harm. See <see cref="Chat.Apply(ChatFact)"/>.
/// </summary>
public abstract record ChatFact
{
    private ChatFact()
    {
    }

    /// <summary>The contact centre has said that it has the entry, and so all before it.</summary>
    public sealed record Sent(long Index, int Number = 0) : ChatFact;

    /// <summary>The contact centre refused the entry for good: it will not come back as an echo.</summary>
    public sealed record Refused(long Index, int Number = 0) : ChatFact;

    /// <summary>The chat exists upstream. One that has ended meanwhile is to be completed there; one that exists there already stays where it is.</summary>
    /// <param name="Handle">By which it is found there.</param>
    /// <param name="Number">Which of the chat's chats upstream it is.</param>
    public sealed record Opened(UpstreamHandle Handle, int Number = 0) : ChatFact;

    /// <summary>What the contact centre gave for the opening: with it, the opening can be repeated and opens the same chat.</summary>
    public sealed record Reserved(UpstreamHandle Handle, int Number = 0) : ChatFact;

    /// <summary>The contact centre has put another handle in the place of one.</summary>
    public sealed record Renewed(UpstreamHandle Old, UpstreamHandle Handle) : ChatFact;

    /// <summary>The holder does not use the lease any more, and knows what became of its last request.</summary>
    public sealed record Released(string LeaseId) : ChatFact;

    /// <summary>Nothing that the holder began takes effect any more after <paramref name="Until"/>: a read from then on tells the truth.</summary>
    public sealed record LeaseShortened(string LeaseId, DateTimeOffset Until) : ChatFact;

    /// <summary>A read that told nothing new but the customer's own words, come back.</summary>
    public sealed record Echoed(UpstreamRead Read, DateTimeOffset ReadAt) : ChatFact;

    /// <summary>The channel has the first <paramref name="Parts"/> parts of the entry; null = all of it, and of all before it.</summary>
    public sealed record Delivered(long Index, int? Parts = null, DeliveryReceipt? Receipt = null) : ChatFact;

    /// <summary>The entry is a dead letter now, in either direction. It changes nothing in the head; endpoints are told.</summary>
    public sealed record GivenUp(long Index, string Reason) : ChatFact;

    /// <summary>An endpoint has these events, or they are dead letters.</summary>
    public sealed record Told(ImmutableArray<LifecycleEvent> Events) : ChatFact;

    /// <summary>An endpoint could not be told; it holds how often, and when it is to be told again.</summary>
    public sealed record NotTold(LifecycleEvent Event) : ChatFact;

    /// <summary>What the customer wrote in vain is a dead letter now.</summary>
    public sealed record Buried(long Index) : ChatFact;
}
