using System.Collections.Immutable;
using CustomerChat.Files;

namespace CustomerChat.Chats;

/// <content>How a chat ends, and what then happens to the rest of its work.</content>
public sealed partial record Chat
{
    /// <summary>How long after a chat's end the relay still tries to send and deliver what was written before. After that, it becomes dead letters.</summary>
    public static readonly TimeSpan EndedLimit = TimeSpan.FromDays(1);

    /// <summary>Whether the chat ended so long ago that its unsent and undelivered entries are given up.</summary>
    /// <param name="now">The present time.</param>
    /// <param name="opensAt">
    /// When the contact centre opens or opened, for a chat that came while it was closed; nothing could be sent before that. Null = it was
    /// open.
    /// </param>
    public bool IsOverdue(DateTimeOffset now, DateTimeOffset? opensAt) =>
        Phase == ChatPhase.Ended && now - ((EndedAt ?? LastActivityAt) is var ended && opensAt > ended ? opensAt.Value : ended) > EndedLimit;

    /// <summary>
    /// Ends the chat for the customer. If the chat has ended already, the first reason stays. The contact centre must still be told, unless
    /// the chat is over there.
    /// </summary>
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
    /// A chat in which an operator writes to the customer first. It has already ended for both sides; its one text is still delivered.
    /// Whether the channel accepts the text depends on when the customer wrote before.
    /// </summary>
    public static (Chat Chat, ChatEntry Entry) ReachOut(string id, ChatOpening opening, string text, DateTimeOffset customerWroteAt, DateTimeOffset now) =>
        (Open(id, opening, now) with { State = ChatState.Idle, EndReason = Chats.EndReason.Outreach, EndedAt = now, CustomerWroteAt = customerWroteAt }).SayToCustomer(text, now);

    /// <summary>A chat that is refused because the contact centre is closed. It has already ended, and the customer's text will become a dead letter.</summary>
    public static (Chat Chat, ChatEntry Entry) Refuse(
        string id, ChatOpening opening, string text, string? clientId, DateTimeOffset now, ImmutableArray<FileReference> files = default)
    {
        var (chat, entry) = Open(id, opening, now).PostRejected(text, now, clientId, files);
        return (chat with { State = ChatState.Idle, EndReason = Chats.EndReason.Closed, EndedAt = now }, entry);
    }

    /// <summary>A chat that holds only lifecycle events about the consent of a customer who has no chat.</summary>
    public static Chat OfConsent(ChatOpening opening, DateTimeOffset now) =>
        Open(ChatIds.New(), opening, now) with { State = ChatState.Idle, EndReason = Chats.EndReason.Consent, EndedAt = now };

    /// <summary>The contact centre knows that the customer's side has left, or it can no longer be told.</summary>
    public Chat Completed() => this with { CompletePending = false, Lease = null };

    /// <summary>Gives up the unsent entries, because nobody is left to receive them.</summary>
    public Chat AbandonUnsent() => HasUnsent ? this with { SentThrough = Unechoed[^1] } : this;
}
