using System.Collections.Immutable;

namespace CustomerChat.Chats;

/// <content>How a chat goes on at another contact centre: first a bot answers, then a human agent.</content>
public sealed partial record Chat
{
    /// <summary>
    /// How long a hand-over waits after the request if nothing is unsent. In this time, the relay still takes in what the first contact
    /// centre says.
    /// </summary>
    public static readonly TimeSpan HandOverSettle = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long a hand-over waits after the request if texts of the customer are unsent. In this time, they can still go to the first
    /// contact centre; then they go to the next one.
    /// </summary>
    public static readonly TimeSpan HandOverWait = TimeSpan.FromSeconds(10);

    /// <summary>The contact centre that serves the chat now: <see cref="ContactCenterId"/> until the chat is handed over.</summary>
    public string ServedBy => HandedOverTo ?? ContactCenterId;

    /// <summary>
    /// The contact centre that the chat was handed over to; null = the chat was not handed over. Clients still name <see
    /// cref="ContactCenterId"/>.
    /// </summary>
    public string? HandedOverTo { get; init; }

    /// <summary>When the chat was handed over; null = it was not.</summary>
    public DateTimeOffset? HandedOverAt { get; init; }

    /// <summary>
    /// When the contact centre, or one of the customer's words, asked for a human agent; null = neither did. A request counts only if the
    /// settings name a contact centre to hand over to.
    /// </summary>
    public DateTimeOffset? HandOverAskedAt { get; init; }

    /// <summary>The chats at earlier contact centres that are still to be completed there.</summary>
    public ImmutableArray<LeftUpstream> Left { get; init; } = [];

    /// <summary>When the chat came to the contact centre that serves it now.</summary>
    public DateTimeOffset CameAt => HandedOverAt ?? OpenedAt;

    /// <summary>Since when the customer has waited for an agent.</summary>
    public DateTimeOffset WaitsSince => WaitedFrom ?? OpenedAt;

    /// <summary>When the last agent left, or when the chat was handed over, whichever came later; null = neither happened.</summary>
    public DateTimeOffset? WaitedFrom { get; init; }

    /// <summary>How many of the configured waiting times the customer has already been told of since <see cref="WaitsSince"/>.</summary>
    public int WaitingTold { get; init; }

    /// <summary>Whether the chat is to be handed over now.</summary>
    public bool IsHandOverDue(DateTimeOffset now) =>
        State != ChatState.Idle && HandOverAskedAt is { } asked && now - asked >= (HasUnsent ? HandOverWait : HandOverSettle);

    /// <summary>
    /// Moves the chat to another contact centre, where it must still be opened. Entries that the first contact centre has confirmed stay
    /// there; the others go to the next one. The agent there first reads <paramref name="story"/>.
    /// </summary>
    /// <param name="contactCenterId">The next contact centre.</param>
    /// <param name="story">What was said so far, as texts for the next agent.</param>
    /// <param name="toCustomer">What the customer is told; null = nothing.</param>
    /// <param name="now">The time of the hand-over.</param>
    public (Chat Chat, ImmutableArray<ChatEntry> Entries) HandOver(string contactCenterId, IEnumerable<string> story, string? toCustomer, DateTimeOffset now)
    {
        var chat = this with
        {
            HandedOverTo = contactCenterId,
            HandedOverAt = now,
            WaitedFrom = now,
            WaitingTold = 0,
            HandOverAskedAt = null,
            Left = Upstream is null ? Left : Left.Add(new(ServedBy, Upstream)),
            Upstream = null,
            UpstreamNumber = UpstreamNumber + 1,
            Reserved = null,
            UpstreamCursor = null,
            SeenUpstream = [],
            NextUpstreamIndex = 1,
            NextUpstreamOffset = 0,
            Choices = [],
            State = ChatState.WaitingForAgent,
            Participants = [Customer],
            Unechoed = Unsent,
            AttemptedThrough = SentThrough,
            Lease = null,
        };
        var entries = ImmutableArray.CreateBuilder<ChatEntry>();
        foreach (var text in story)
        {
            (chat, var entry) = chat.SayToAgent(text, now);
            entries.Add(entry);
        }

        if (toCustomer is not null)
        {
            (chat, var entry) = chat.SayToCustomer(toCustomer, now);
            entries.Add(entry);
        }

        return (chat, entries.DrainToImmutable());
    }

    /// <summary>The chat at an earlier contact centre was completed there, or cannot be completed.</summary>
    public Chat Forget(LeftUpstream left) => Left.Contains(left) ? this with { Left = Left.Remove(left) } : this;
}
