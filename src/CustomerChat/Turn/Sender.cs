using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Files;
using CustomerChat.Ledger;

namespace CustomerChat.Turn;

/// <summary>
/// Sends a customer's entries to the contact centre, in order, under a lease. What it learns is noted in the ledger; what
/// it can't know (no answer) is left to the lease, and the messages upstream settle it.
/// </summary>
internal sealed class Sender(ChatLedger ledger, Burial burial, IFileLinks links, IFileStore store, bool tellKeys, TimeProvider time)
{
    /// <summary>How long a holder may start new requests.</summary>
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(5);

    /// <summary>A file that the contact centre has not taken so long after it came goes as a link: the customer's next words wait behind it.</summary>
    private static readonly TimeSpan AsFile = TimeSpan.FromSeconds(20);

    /// <summary>The lease that a commit is to take along for sending.</summary>
    public static LeaseRequest Lease(IContactCenter center) => new(LeaseKind.Send, StartTime + center.Timeout + ChatLease.SettleTime);

    /// <summary>Sends what waits, if nobody else is at it. What stopped it is not thrown, unless the chat is gone: reading goes on.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="center">Its contact centre.</param>
    /// <param name="until">No request is begun after this.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<ContactCenterException?> SendPendingAsync(Chat chat, IContactCenter center, DateTimeOffset until, CancellationToken cancellationToken)
    {
        while (chat.CanSend && time.GetUtcNow() <= until)
        {
            var result = await ledger.ChangeAsync(
                chat.Id, c => c.CanSend && c.UpstreamNumber == chat.UpstreamNumber ? new ChatChange(c) { Lease = Lease(center) } : ChatDecision.Nothing, cancellationToken);
            if (result is not { Chat: { } leased, Lease: { } lease })
            {
                return null;
            }

            var entries = await ledger.ReadAsync(chat.Id, leased.Unsent, cancellationToken);
            if (await SendAsync(leased, lease, center, entries, until, cancellationToken) is { } fault)
            {
                return fault.ChatIsGone ? throw fault : fault;
            }

            chat = await ledger.KnownAsync(chat.Id, cancellationToken);
            if (chat.SentThrough == leased.SentThrough)
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>Sends entries under the chat's lease; returns what stopped it, or null when all are sent or the time is over.</summary>
    public async Task<ContactCenterException?> SendAsync(
        Chat chat, ChatLease lease, IContactCenter center, ImmutableArray<ChatEntry> entries, DateTimeOffset until, CancellationToken cancellationToken)
    {
        foreach (var entry in entries)
        {
            var now = time.GetUtcNow();
            if (now > until || !lease.Allows(center.Timeout, now))
            {
                break;
            }

            using var span = Telemetry.StartSpan("chat.send", chat.Id)?.SetTag("chat.entry", entry.Index);
            try
            {
                var upstream = chat.Upstream!;
                var handle = await center.SendMessageAsync(upstream, TextOf(chat, entry, center.MaxFile, now), cancellationToken);
                ledger.Note(chat.Id, new ChatFact.Sent(entry.Index, chat.UpstreamNumber));
                if (handle != upstream)
                {
                    ledger.Note(chat.Id, new ChatFact.Renewed(upstream, handle));
                    chat = chat with { Upstream = handle };
                }
            }
            catch (ContactCenterException e) when (e.Fault == ContactCenterFault.Refused)
            {
                // Committed before the next one is sent: an echo of that one must not be taken for this one's.
                await (entry.IsForAgent
                    ? ledger.CommitAsync(chat.Id, [new ChatFact.Refused(entry.Index, chat.UpstreamNumber)], cancellationToken)
                    : burial.BuryAsync(
                        chat.Id, burial.Up(chat.Id, entry.Index, e.Message), new ChatFact.Refused(entry.Index, chat.UpstreamNumber), AgentNotice.NotPassedOn(entry.Index, 1, e.Message), cancellationToken));
            }
            catch (ContactCenterException e)
            {
                ledger.Note(chat.Id, e.Fault switch
                {
                    ContactCenterFault.NoAnswer => new ChatFact.LeaseShortened(lease.Id, GivenUpAt(now + center.Timeout) + ChatLease.SettleTime),
                    ContactCenterFault.Unclear => new ChatFact.LeaseShortened(lease.Id, time.GetUtcNow()),
                    _ => new ChatFact.Released(lease.Id),
                });
                return e;
            }
        }

        ledger.Note(chat.Id, new ChatFact.Released(lease.Id));
        return null;
    }

    private UpstreamText TextOf(Chat chat, ChatEntry entry, long maxFile, DateTimeOffset now)
    {
        var text = new UpstreamText(entry.Index, FileText.ForAgent(chat.Id, AsWritten(chat, entry), links), tellKeys ? chat.KeyedOpening : chat.Opening);
        return entry.Files.Sum(f => f.Size) > maxFile || now - entry.At > AsFile ? text : text with
        {
            Caption = entry.Text ?? "",
            Files = [.. entry.Files.Select(f => new UpstreamFile(f.Name, f.Type, f.Size, token => OpenAsync(chat.Id, f.Part, token)))],
        };
    }

    /// <summary>Opens a file; null = it can't be had, so its link goes.</summary>
    private async Task<Stream?> OpenAsync(string chatId, string part, CancellationToken cancellationToken)
    {
        try
        {
            return await store.OpenAsync(chatId, part, 0, null, cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>What a bot offered as an answer means nothing to who has taken its chat over.</summary>
    private static ChatEntry AsWritten(Chat chat, ChatEntry entry) => entry.At <= chat.HandedOverAt ? entry with { Chosen = null } : entry;

    /// <summary>When a request without an answer counts as given up: later than its timeout says where it began late, as the first one of a process.</summary>
    private DateTimeOffset GivenUpAt(DateTimeOffset timeout) => time.GetUtcNow() is var now && now > timeout ? now : timeout;
}
