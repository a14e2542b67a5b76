using System.Collections.Immutable;

namespace CustomerChat.Chats;

/// <content>How a chat goes on at another contact centre: a bot first, then a person.</content>
public sealed partial record Chat
{
    /// <summary>So long after it was asked for, what the first contact centre still says is taken in.</summary>
    public static readonly TimeSpan HandOverSettle = TimeSpan.FromSeconds(2);

    /// <summary>For so long what the customer wrote is still sent to the contact centre that hands over; then it goes to the next one.</summary>
    public static readonly TimeSpan HandOverWait = TimeSpan.FromSeconds(10);

    /// <summary>The contact centre that the chat is at; <see cref="ContactCenterId"/> until it is handed over.</summary>
    public string ServedBy => HandedOverTo ?? ContactCenterId;

    /// <summary>The contact centre that the chat was handed over to; null = none. Clients go on to name <see cref="ContactCenterId"/>.</summary>
    public string? HandedOverTo { get; init; }

    /// <summary>When it was handed over.</summary>
    public DateTimeOffset? HandedOverAt { get; init; }

    /// <summary>When the contact centre, or a word of the customer's, asked that a person takes over; null = nobody has. Only where the settings name who.</summary>
    public DateTimeOffset? HandOverAskedAt { get; init; }

    /// <summary>Chats upstream that are still to be completed.</summary>
    public ImmutableArray<LeftUpstream> Left { get; init; } = [];

    /// <summary>When the chat came to the contact centre that it is at.</summary>
    public DateTimeOffset CameAt => HandedOverAt ?? OpenedAt;

    /// <summary>From when on the customer waits for an agent.</summary>
    public DateTimeOffset WaitsSince => WaitedFrom ?? OpenedAt;

    /// <summary>When the last agent had left, or the chat was handed over; null = nobody was there yet.</summary>
    public DateTimeOffset? WaitedFrom { get; init; }

    /// <summary>How many of the times after which a waiting customer hears that she still waits are done, since <see cref="WaitsSince"/>.</summary>
    public int WaitingTold { get; init; }

    /// <summary>The chat is to be handed over now.</summary>
    public bool IsHandOverDue(DateTimeOffset now) =>
        State != ChatState.Idle && HandOverAskedAt is { } asked && now - asked >= (HasUnsent ? HandOverWait : HandOverSettle);

    /// <summary>
    /// Goes on at another contact centre, where the chat is still to be opened. What the first one has confirmed stays there; what it has not goes to the next one.
    /// The agent there first reads <paramref name="story"/>.
    /// </summary>
    /// <param name="contactCenterId">The next contact centre.</param>
    /// <param name="story">What was said so far, as texts for its agent.</param>
    /// <param name="toCustomer">Said to the customer; null = nothing.</param>
    /// <param name="now">The time.</param>
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
            (chat, var entry) = chat.Tell(text, now);
            entries.Add(entry);
        }

        if (toCustomer is not null)
        {
            (chat, var entry) = chat.Say(toCustomer, now);
            entries.Add(entry);
        }

        return (chat, entries.DrainToImmutable());
    }

    /// <summary>A chat upstream that it has left is completed, or can't be.</summary>
    public Chat Forget(LeftUpstream left) => Left.Contains(left) ? this with { Left = Left.Remove(left) } : this;
}
