using System.Collections.Immutable;

namespace CustomerChat.Chats;

/// <content>What goes to the customer's channel.</content>
public sealed partial record Chat
{
    /// <summary>A report that nobody has asked for after this belongs to no message of this chat.</summary>
    public static readonly TimeSpan EarlyReportsLast = TimeSpan.FromMinutes(10);

    private const int MaxEarlyReports = 20;

    private static readonly TimeSpan HeldLimit = TimeSpan.FromDays(1);

    /// <summary>Something may be delivered now, and nobody else is at it.</summary>
    public bool CanDeliver(DateTimeOffset now) =>
        HasUndelivered && !(DeliverAfter > now) && (DeliveryLease is null || DeliveryLease.Until <= now);

    /// <summary>The next part could not be delivered; it is tried again.</summary>
    public Chat DeliverLater(DateTimeOffset after, bool counts) =>
        this with { DeliverAfter = after, DeliveryAttempts = DeliveryAttempts + (counts ? 1 : 0), DeliveryLease = null };

    /// <summary>The customer has to write first. What waits is looked at again after <see cref="HeldLimit"/>, in case that it is not noticed.</summary>
    public Chat Hold(DateTimeOffset now) => this with { HeldSince = HeldSince ?? now, DeliverAfter = now + HeldLimit, DeliveryAttempts = 0, DeliveryLease = null };

    /// <summary>
    /// An answer that the provider had taken, and then did not deliver because the customer has not written for too long: it is said again, as a new entry,
    /// which is held as every answer outside the channel's window. Null: it is no answer, or the chat ended too long ago.
    /// </summary>
    public (Chat Chat, ChatEntry Entry)? SayAgain(ChatEntry undelivered, DateTimeOffset now) =>
        undelivered.Type is not (EntryType.Text or EntryType.Notice or EntryType.CustomNotice or EntryType.PushUrl) || now - (EndedAt ?? now) > EndedLimit ? null :
    (
        this with
        {
            NextIndex = NextIndex + 1,

            // The provider knows better than our clock whether its window is open, unless the customer has written since.
            CustomerWroteAt = CustomerWroteAt > undelivered.At ? CustomerWroteAt : DateTimeOffset.UnixEpoch,
        },
        undelivered with { Index = NextIndex, At = now, UpstreamIndex = null, Receipt = null, Repeats = undelivered.Index });

    /// <summary>The customer has written, in a later chat: what was held goes out.</summary>
    public Chat Heard(DateTimeOffset now) => HeldSince is null ? this : this with { HeldSince = null, DeliverAfter = null, CustomerWroteAt = now };

    /// <summary>How many parts of an entry the channel has.</summary>
    public int PartsOf(long index) => index == DeliveredThrough + 1 ? DeliveredParts : 0;

    /// <summary>Keeps a report of a message that nobody knows yet, while a message may be on its way. Null: it is of no message of this chat.</summary>
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

    /// <summary>The receipts with what the providers have reported of these messages already; those reports are done with then.</summary>
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
