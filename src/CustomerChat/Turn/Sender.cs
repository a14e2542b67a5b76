using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Ledger;

namespace CustomerChat.Turn;

/// <summary>
/// Sends a customer's entries to the contact centre, in order, under a lease. What it learns is noted in the ledger; what
/// it can't know (no answer) is left to the lease, and the messages upstream settle it.
/// </summary>
internal sealed class Sender(ChatLedger ledger, IDeadLetters deadLetters, TimeProvider time)
{
    /// <summary>After a request was given up it may still take effect for this long.</summary>
    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(5);

    /// <summary>How long a holder may start new requests.</summary>
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(5);

    public SendLease NewLease(IContactCenter center) =>
        new(Guid.NewGuid().ToString("N"), time.GetUtcNow() + StartTime + center.Timeout + SettleTime);

    /// <summary>Sends entries under the chat's lease; returns what stopped it, or null when all are sent.</summary>
    public async Task<ContactCenterException?> SendAsync(
        Chat chat, SendLease lease, IContactCenter center, ImmutableArray<ChatEntry> entries, CancellationToken cancellationToken)
    {
        foreach (var entry in entries)
        {
            using var span = Telemetry.StartSpan("chat.send", chat.Id)?.SetTag("chat.entry", entry.Index);
            if (time.GetUtcNow() > lease.Until - center.Timeout - SettleTime)
            {
                break;
            }

            var until = time.GetUtcNow() + center.Timeout + SettleTime;
            try
            {
                await center.SendMessageAsync(chat.UpstreamPath!, entry.Text!, cancellationToken);
                ledger.Note(chat.Id, c => c.Sent(entry.Index));
            }
            catch (ContactCenterException e) when (e.Fault == ContactCenterFault.Refused)
            {
                await deadLetters.AddAsync(new(chat.Id, entry.Index, ToContactCenter: true, e.Message, time.GetUtcNow()), cancellationToken);
                ledger.Note(chat.Id, c => c.Refused(entry.Index));
            }
            catch (ContactCenterException e)
            {
                var now = time.GetUtcNow();
                ledger.Note(chat.Id, c => e.Fault switch
                {
                    ContactCenterFault.NoAnswer => c.ShortenLease(lease.Id, until),
                    ContactCenterFault.Unclear => c.ShortenLease(lease.Id, now),
                    _ => c.Release(lease.Id),
                });
                return e;
            }
        }

        ledger.Note(chat.Id, c => c.Release(lease.Id));
        return null;
    }
}
