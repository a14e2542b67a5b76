using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Files;
using CustomerChat.Ledger;

namespace CustomerChat.Turn;

/// <summary>
/// Sends a customer's entries to the contact centre, in order, under a lease. It notes what it learns in the ledger. If it can't know the
/// outcome (no answer), the lease stays, and the contact centre's messages later show the outcome.
/// </summary>
internal sealed class UpstreamSender(ChatLedger ledger, DeadLettering deadLettering, IFileLinks links, IFileStore store, bool tellKeys, TimeProvider time)
{
    /// <summary>How long the holder of a lease may start new requests.</summary>
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A file that the contact centre has not accepted this long after it came is sent as a link, because the customer's next texts wait
    /// behind it.
    /// </summary>
    private static readonly TimeSpan AsFile = TimeSpan.FromSeconds(20);

    /// <summary>The lease to send that a commit takes.</summary>
    public static LeaseRequest Lease(IContactCenter center) => new(LeaseKind.Send, StartTime + center.Timeout + ChatLease.SettleTime);

    /// <summary>
    /// Sends pending entries, unless another process holds the lease. A fault is returned, not thrown, because after most faults the turn
    /// still reads; it is thrown only if the chat is gone.
    /// </summary>
    /// <param name="center">The contact centre that serves the chat.</param>
    /// <param name="until">No request is started after this time.</param>
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

    /// <summary>Sends entries under the chat's lease. Returns the fault that stopped it; null = all entries are sent, or the time is over.</summary>
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
                var handle = await center.SendMessageAsync(chat.Upstream!, TextOf(chat, entry, center.MaxFile, now), cancellationToken);
                ledger.Note(chat.Id, new ChatFact.Sent(entry.Index, chat.UpstreamNumber));
                chat = Renew(chat, handle);
            }
            catch (ContactCenterException e) when (e.Fault == ContactCenterFault.Refused)
            {
                // The refusal is committed before the next entry is sent. Otherwise an echo of the next entry could be taken for an echo of
                // this one.
                chat = Renew(chat, e.Renewed);
                await (entry.IsForAgent
                    ? ledger.CommitAsync(chat.Id, [new ChatFact.Refused(entry.Index, chat.UpstreamNumber)], cancellationToken)
                    : deadLettering.StoreAsync(
                        chat.Id, deadLettering.Up(chat.Id, entry.Index, e.Message), new ChatFact.Refused(entry.Index, chat.UpstreamNumber), AgentNotice.NotPassedOn(entry.Index, 1, e.Message), cancellationToken));
            }
            catch (ContactCenterException e)
            {
                Renew(chat, e.Renewed);
                ledger.Note(chat.Id, e.Fault switch
                {
                    ContactCenterFault.NoAnswer => new ChatFact.LeaseShortened(lease.Id, GivenUpAt(now + center.Timeout) + ChatLease.SettleTime),
                    ContactCenterFault.Unclear => new ChatFact.LeaseShortened(lease.Id, time.GetUtcNow()),

                    // The gateway may have refused the answer and not the request: a read shows whether the text has arrived.
                    ContactCenterFault.NotNow when e.IsOfAGateway => new ChatFact.LeaseShortened(lease.Id, time.GetUtcNow()),
                    _ => new ChatFact.Released(lease.Id),
                });
                return e;
            }
        }

        ledger.Note(chat.Id, new ChatFact.Released(lease.Id));
        return null;
    }

    /// <summary>Uses the handle that an answer gave from now on; null = it gave none.</summary>
    private Chat Renew(Chat chat, UpstreamHandle? handle)
    {
        if (handle is null || handle == chat.Upstream)
        {
            return chat;
        }

        ledger.Note(chat.Id, new ChatFact.Renewed(chat.Upstream!, handle));
        return chat with { Upstream = handle };
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

    /// <summary>Opens a file; null = the file can't be read, so its link is sent.</summary>
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

    /// <summary>
    /// The answer value that a bot offered means nothing to the contact centre that has taken over the chat: it gets the customer's own
    /// text.
    /// </summary>
    private static ChatEntry AsWritten(Chat chat, ChatEntry entry) => entry.At <= chat.HandedOverAt ? entry with { Chosen = null } : entry;

    /// <summary>
    /// When a request without an answer counts as given up: at its timeout, or now if that is later. A request may begin late, such as the
    /// first one of a process.
    /// </summary>
    private DateTimeOffset GivenUpAt(DateTimeOffset timeout) => time.GetUtcNow() is var now && now > timeout ? now : timeout;
}
