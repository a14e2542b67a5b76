namespace CustomerChat.Chats;

/// <content>How a chat ends, and what is left of it then.</content>
public sealed partial record Chat
{
    /// <summary>For so long after a chat's end it is tried to send and deliver what was written before; then it becomes dead letters.</summary>
    public static readonly TimeSpan EndedLimit = TimeSpan.FromDays(1);

    /// <summary>The chat has ended so long ago that what is left of it is given up.</summary>
    /// <param name="now">The time.</param>
    /// <param name="opensAt">When the contact centre opens, or has opened, for a chat that came while it was closed: before, nothing could be sent. Null = it was open.</param>
    public bool IsOverdue(DateTimeOffset now, DateTimeOffset? opensAt) =>
        Phase == ChatPhase.Ended && now - ((EndedAt ?? LastActivityAt) is var ended && opensAt > ended ? opensAt.Value : ended) > EndedLimit;

    /// <summary>Ends the chat for the customer; the first reason stays. Unless the contact centre ended it, it is still to be told.</summary>
    public Chat End(EndReason reason, DateTimeOffset now)
    {
        var upstreamIsOver = reason is Chats.EndReason.ContactCenter or Chats.EndReason.UpstreamGone or Chats.EndReason.UpstreamRefused;
        var ended = State == ChatState.Idle
            ? this
            : this with
            {
                State = ChatState.Idle,
                EndReason = reason,
                EndedAt = now,
                CompletePending = Upstream is not null || HasUnsent,
                ClosingPending = Channel is not null,
            };
        return upstreamIsOver ? ended with { CompletePending = false, Lease = null } : ended;
    }

    /// <summary>
    /// A chat in which somebody writes to the customer first: it has ended for both sides, and its one word is still delivered. When the customer
    /// wrote before decides whether the channel takes it.
    /// </summary>
    public static (Chat Chat, ChatEntry Entry) ReachOut(string id, ChatOpening opening, string text, DateTimeOffset customerWroteAt, DateTimeOffset now) =>
        (Open(id, opening, now) with { State = ChatState.Idle, EndReason = Chats.EndReason.Outreach, EndedAt = now, CustomerWroteAt = customerWroteAt }).Say(text, now);

    /// <summary>A chat that is refused because the contact centre is closed: it has ended, and what its customer wrote is to become a dead letter.</summary>
    public static (Chat Chat, ChatEntry Entry) Refuse(string id, ChatOpening opening, string text, string? clientId, DateTimeOffset now)
    {
        var (chat, entry) = Open(id, opening, now).PostInVain(text, now, clientId);
        return (chat with { State = ChatState.Idle, EndReason = Chats.EndReason.Closed, EndedAt = now }, entry);
    }

    /// <summary>A chat that holds nothing but lifecycle events on the consent of a customer who has no chat.</summary>
    public static Chat OfConsent(ChatOpening opening, DateTimeOffset now) =>
        Open(ChatIds.New(), opening, now) with { State = ChatState.Idle, EndReason = Chats.EndReason.Consent, EndedAt = now };

    /// <summary>The contact centre knows that the customer's side has left, or can't be told any more.</summary>
    public Chat Completed() => this with { CompletePending = false, Lease = null };

    /// <summary>Gives up the entries that can't be sent any more, because there is nobody left to send them to.</summary>
    public Chat AbandonUnsent() => HasUnsent ? this with { SentThrough = Unechoed[^1] } : this;
}
