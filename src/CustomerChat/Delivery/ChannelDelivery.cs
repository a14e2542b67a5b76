using CustomerChat.Chats;
using CustomerChat.Files;
using CustomerChat.Ledger;
using Microsoft.Extensions.Logging;

namespace CustomerChat.Delivery;

/// <summary>
/// Delivers pending entries to a chat's channel, in order and under a lease. Each accepted message is one commit. An entry that is refused
/// or given up becomes a dead letter, and the following entries go on.
/// </summary>
public sealed class ChannelDelivery(
    ChatLedger ledger, IChannelSenders senders, DeadLettering deadLettering, LateFailures failures, AccountFaults faults, IOutboundFiles files, TimeProvider time, ILogger<ChannelDelivery> logger)
{
    /// <summary>A sender answers within this time; otherwise the try counts as failed.</summary>
    public static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(30);

    /// <summary>The lease to deliver that a commit takes.</summary>
    internal static readonly LeaseRequest Lease = new(LeaseKind.Deliver, LeaseTime);

    /// <summary>Delivers the entries that are due. Returns the chat afterwards.</summary>
    /// <param name="held">The lease that a commit has already taken; null = none.</param>
    /// <param name="until">No message is started after this time.</param>
    /// <param name="cancellationToken">Stops the work between two messages. A message that is being sent has <see cref="StopGrace.Limit"/> for its answer.</param>
    public async Task<Chat> DeliverAsync(Chat chat, ChatLease? held, DateTimeOffset until, CancellationToken cancellationToken)
    {
        if (chat.Channel is not { } channel || (held is null && !chat.CanDeliver(time.GetUtcNow())))
        {
            return chat;
        }

        var run = new DeliveryRun(ledger, deadLettering, failures, faults, files, senders.Find(channel), channel, chat.Id, held, until, time, logger);
        try
        {
            return await run.DeliverAsync(await ledger.ReadAsync(chat.Id, chat.Undelivered, cancellationToken), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops. The next process need not wait until the lease expires. If this fails, it waits.
            await ((Task)run.ReleaseAsync(CancellationToken.None)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        finally
        {
            run.NoteRelease();
        }
    }

    /// <summary>Writes the account's closing text once, when the chat has ended.</summary>
    public async Task<Chat> CloseAsync(Chat chat, CancellationToken cancellationToken)
    {
        if (!chat.ClosingPending)
        {
            return chat;
        }

        var closing = senders.Find(chat.Channel!)?.Texts.Closing;
        var result = await ledger.ChangeAsync(
            chat.Id,
            c =>
            {
                if (!c.ClosingPending)
                {
                    return ChatDecision.Nothing;
                }

                var closed = c with { ClosingPending = false };
                if (closing is null)
                {
                    return new ChatChange(closed);
                }

                var (next, entry) = closed.SayToCustomer(closing, time.GetUtcNow());
                return new ChatChange(next, [entry]);
            },
            cancellationToken);
        return result.Chat ?? throw new ChatGoneException();
    }

    /// <summary>Retries a dead letter, outside the chat's order. It goes on after the parts that the channel has.</summary>
    /// <returns>Why it failed, null = it did not; and how many parts the channel has now.</returns>
    public async Task<(string? Fault, int Parts)> ReplayAsync(Chat chat, ChatEntry entry, int parts, CancellationToken cancellationToken)
    {
        if (chat.Channel is not { } channel || senders.Find(channel) is not { } sender || OutboundText.Of(entry, sender.Texts) is not { } text)
        {
            return ("The chat's channel account is not configured.", parts);
        }

        var result = await ledger.ChangeAsync(
            chat.Id,
            c => c.DeliveryLease?.Until > time.GetUtcNow() ? ChatDecision.No(Refusal.Busy) : new ChatChange(c) { Lease = Lease },
            cancellationToken);
        if (result.Lease is null)
        {
            return (result.Chat is null ? "The chat was erased." : "Another message is being delivered to this customer. Try again in a few seconds.", parts);
        }

        var run = new DeliveryRun(ledger, deadLettering, failures, faults, files, sender, channel, chat.Id, result.Lease, time.GetUtcNow() + SendLimit, time, logger);
        try
        {
            return await run.ReplayAsync(entry, text, parts, cancellationToken);
        }
        finally
        {
            await run.ReleaseAsync(CancellationToken.None);
        }
    }
}
