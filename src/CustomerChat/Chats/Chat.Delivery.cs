using System.Collections.Immutable;

namespace CustomerChat.Chats;

/// <content>What goes to the customer's channel.</content>
public sealed partial record Chat
{
    /// <summary>How long an early report is kept. A report that no receipt has matched by then belongs to no message of this chat.</summary>
    public static readonly TimeSpan EarlyReportsLast = TimeSpan.FromMinutes(10);

    private const int MaxEarlyReports = 20;

    private static readonly TimeSpan HeldLimit = TimeSpan.FromDays(1);

    /// <summary>Whether the relay may deliver now: an entry waits, its time has come, and no other process holds the lease to deliver.</summary>
    public bool CanDeliver(DateTimeOffset now) =>
        HasUndelivered && !(DeliverAfter > now) && (DeliveryLease is null || DeliveryLease.Until <= now);

    /// <summary>The next part could not be delivered; the relay retries later.</summary>
    public Chat DeliverLater(DateTimeOffset after, bool counts) =>
        this with { DeliverAfter = after, DeliveryAttempts = DeliveryAttempts + (counts ? 1 : 0), DeliveryLease = null };

    /// <summary>
    /// Everything for the channel waits until the customer writes. The relay retries after <see cref="HeldLimit"/>, in case it does not
    /// notice that the customer wrote.
    /// </summary>
    public Chat HoldBack(DateTimeOffset now) => this with { HeldSince = HeldSince ?? now, DeliverAfter = now + HeldLimit, DeliveryAttempts = 0, DeliveryLease = null };

    /// <summary>
    /// Repeats an answer that the provider first accepted and then did not deliver, because the customer had not written for too long. The
    /// repeat is a new entry; it is held like every answer outside the channel's window. Null: the entry is not an answer, or the chat
    /// ended too long ago.
    /// </summary>
    public (Chat Chat, ChatEntry Entry)? SayAgain(ChatEntry undelivered, DateTimeOffset now) =>
        undelivered.Type is not (EntryType.Text or EntryType.Notice or EntryType.CustomNotice or EntryType.PushUrl) || now - (EndedAt ?? now) > EndedLimit ? null :
    (
        this with
        {
            NextIndex = NextIndex + 1,

            // The provider knows better than the relay's clock whether its window is open. Only a text that the customer wrote after the
            // entry counts more.
            CustomerWroteAt = CustomerWroteAt > undelivered.At ? CustomerWroteAt : DateTimeOffset.UnixEpoch,
        },
        undelivered with { Index = NextIndex, At = now, UpstreamIndex = null, Receipt = null, Repeats = undelivered.Index });

    /// <summary>The customer has written in a later chat: the held entries may go out.</summary>
    public Chat Heard(DateTimeOffset now) => HeldSince is null ? this : this with { HeldSince = null, DeliverAfter = null, CustomerWroteAt = now };

    /// <summary>How many parts of an entry the channel already has.</summary>
    public int PartsOf(long index) => index == DeliveredThrough + 1 ? DeliveredParts : 0;

    /// <summary>
    /// Keeps a report of a message that the relay does not know yet, while such a message may be on its way. Null: the report belongs to no
    /// message of this chat, or adds nothing new.
    /// </summary>
    public Chat? Expect(EarlyReport report)
    {
        if (!HasUndelivered && DeliveryLease is null)
        {
            return null;
        }

        var fresh = EarlyReports.RemoveAll(r => report.At - r.At > EarlyReportsLast);
        return fresh.Any(r => r.ProviderId == report.ProviderId && !r.Status.IsFollowedBy(report.Status)) ? null
            : this with { EarlyReports = [.. fresh.RemoveAll(r => r.ProviderId == report.ProviderId).TakeLast(MaxEarlyReports - 1), report] };
    }

    /// <summary>Adds the providers' early reports to the receipts of the same messages, and removes those reports from the chat.</summary>
    public (Chat Chat, ImmutableArray<DeliveryReceipt> Receipts) Settle(ImmutableArray<DeliveryReceipt> receipts)
    {
        if (EarlyReports.IsEmpty || receipts.IsEmpty)
        {
            return (this, receipts);
        }

        return (
            this with { EarlyReports = EarlyReports.RemoveAll(report => receipts.Any(receipt => receipt.ProviderId == report.ProviderId)) },
            [.. receipts.Select(receipt => EarlyReports.FirstOrDefault(report => report.ProviderId == receipt.ProviderId) is { } early && receipt.Status.IsFollowedBy(early.Status)
                ? receipt with { Status = early.Status, Error = early.Error }
                : receipt)]);
    }
}
