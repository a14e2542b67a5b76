using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Intake;
using CustomerChat.Ledger;
using CustomerChat.Operating;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CustomerChat.Turn;

/// <summary>
/// One turn of a chat: open it upstream if need be, send what is pending, look at state and messages, append what is new,
/// deliver it to the channel.
/// Two turns of one chat at once are harmless: the lease and the head's version see to that.
/// </summary>
public sealed partial class ChatRelay(
    ChatLedger ledger,
    IChatIndex index,
    IContactCenters centers,
    IDeadLetters deadLetters,
    ChannelDelivery delivery,
    IChannelSenders senders,
    Lazy<ChannelIntake> channelIntake,
    IOptions<RelayOptions> options,
    TimeProvider time,
    ILogger<ChatRelay> logger)
{
    /// <summary>How long to wait for a contact centre that is not configured (any more).</summary>
    private static readonly TimeSpan NoCenter = TimeSpan.FromSeconds(20);

    private readonly Sender _sender = new(ledger, deadLetters, time);

    /// <summary>Runs one turn. Faults of the contact centre are part of the outcome; faults of the storage are thrown.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="failures">How many polls have failed in a row before.</param>
    /// <param name="maxAge">The chat is read again when what this process knows of it is older.</param>
    /// <param name="cancellationToken">Ends the turn at once; whatever it had begun is settled by a later one.</param>
    public async Task<TurnOutcome> TurnAsync(string chatId, int failures, TimeSpan maxAge, CancellationToken cancellationToken)
    {
        using var span = Telemetry.StartSpan("chat.poll", chatId);
        var outcome = await RunAsync(chatId, failures, maxAge, cancellationToken);
        Telemetry.Turns.Add(1, new KeyValuePair<string, object?>("result", outcome.Ended ? "ended" : outcome.Failures > 0 ? "failed" : "ok"));
        span?.SetTag("chat.state", outcome.State?.ToString()).SetTag("chat.failures", outcome.Failures);
        return outcome;
    }

    private async Task<TurnOutcome> RunAsync(string chatId, int failures, TimeSpan maxAge, CancellationToken cancellationToken)
    {
        var chat = await ledger.GetAsync(chatId, maxAge, cancellationToken);
        if (chat is null)
        {
            return TurnOutcome.Unknown;
        }

        ContactCenterException? fault = null;
        var center = centers.Find(chat.ContactCenterId);
        if (!chat.IsFinished)
        {
            chat = await EndOverdueAsync(chat, cancellationToken);
            var deliveryLease = delivery.NewLease(chat);
            (chat, fault) = center is null ? (chat, null) : await TalkAsync(chat, center, deliveryLease, cancellationToken);
            chat = await delivery.DeliverAsync(chat, deliveryLease, cancellationToken);
        }

        if (chat.IsFinished)
        {
            await index.EndAsync(chat, cancellationToken);
            return new TurnOutcome(true, TimeSpan.Zero, 0, chat.State, chat.LastIndex);
        }

        if (fault is not null)
        {
            Log.Failed(logger, chatId, fault.Fault, failures + 1);
        }

        var wait = center is null ? NoCenter
            : fault is not null ? PollSchedule.AfterFailure(failures + 1, fault.RetryAfter, Random.Shared.NextDouble())
            : WaitFor(chat);
        return new TurnOutcome(false, UntilDelivery(chat, wait), fault is null ? 0 : failures + 1, chat.State, chat.LastIndex, chat.HasUnsent || chat.CompletePending);
    }

    /// <summary>After a good poll. What waits for a lease to run out is looked at when it has.</summary>
    private TimeSpan WaitFor(Chat chat)
    {
        var now = time.GetUtcNow();
        var wait = PollSchedule.Next(chat, now, options.Value);
        return chat.HasUnsent || chat.CompletePending ? TimeSpan.FromTicks(Math.Min(wait.Ticks, options.Value.FastPoll.Ticks)) : wait;
    }

    /// <summary>A delivery that waits for its time is not to wait for the next poll as well; an ended chat waits for nothing else.</summary>
    private TimeSpan UntilDelivery(Chat chat, TimeSpan wait)
    {
        if (!chat.HasUndelivered)
        {
            return wait;
        }

        var due = (chat.DeliverAfter ?? chat.DeliveryLease?.Until ?? time.GetUtcNow()) - time.GetUtcNow();
        var limit = chat is { State: ChatState.Idle, HasUnsent: false, CompletePending: false } ? PollSchedule.Longest : wait;
        return TimeSpan.FromTicks(Math.Clamp(due.Ticks, TimeSpan.TicksPerMillisecond, Math.Max(limit.Ticks, TimeSpan.TicksPerMillisecond)));
    }

    private async Task<(Chat Chat, ContactCenterException? Fault)> TalkAsync(
        Chat chat, IContactCenter center, SendLease? deliveryLease, CancellationToken cancellationToken)
    {
        ContactCenterException? fault = null;
        try
        {
            if (chat.NeedsUpstream)
            {
                chat = await OpenUpstreamAsync(chat, center, cancellationToken);
            }

            if (chat.UpstreamPath is not null && (chat.State != ChatState.Idle || chat.CompletePending))
            {
                fault = await SendPendingAsync(chat, center, cancellationToken);
                if (fault is { Fault: ContactCenterFault.NotReached or ContactCenterFault.Busy })
                {
                    return (await KnownAsync(chat, cancellationToken), fault);
                }

                chat = await PollAsync(chat.Id, center, deliveryLease, cancellationToken);
                if (chat.CanSend && (fault is null || !fault.RepeatIsSafe))
                {
                    // A lease was settled by what was read: what it left open goes out now, not a poll later.
                    fault = await SendPendingAsync(chat, center, cancellationToken) ?? fault;
                    chat = await KnownAsync(chat, cancellationToken);
                }

                chat = await CompleteUpstreamAsync(chat, center, cancellationToken);
            }
            else if (chat.CompletePending && !chat.HasUnsent && chat.UpstreamPath is null)
            {
                chat = await ChangeAsync(chat, c => c.Completed(), cancellationToken);
            }
        }
        catch (ContactCenterException e) when (e.ChatIsGone)
        {
            chat = await ChangeAsync(chat, c => c.End(EndReason.UpstreamGone, time.GetUtcNow()), cancellationToken);
        }
        catch (ContactCenterException e)
        {
            chat = await KnownAsync(chat, cancellationToken);
            fault = e;
        }

        return (await AbandonAsync(chat, cancellationToken), fault);
    }

    private async Task<Chat> OpenUpstreamAsync(Chat chat, IContactCenter center, CancellationToken cancellationToken)
    {
        // The chat's own customer is not told of a chat that is opened twice; its agents would see a ghost.
        var lease = _sender.NewLease(center);
        var leased = await ChangeAsync(
            chat,
            c => c.NeedsUpstream && (c.Lease is null || c.Lease.Until <= time.GetUtcNow()) ? c.TakeLease(lease) : c,
            cancellationToken);
        if (leased.Lease?.Id != lease.Id)
        {
            return leased;
        }

        try
        {
            var path = await center.RequestChatAsync(Opening(chat), cancellationToken);
            Log.OpenedUpstream(logger, chat.Id);
            return await OpenedAsync(leased, path, cancellationToken);
        }
        catch (ContactCenterException e) when (e.Fault is ContactCenterFault.Refused)
        {
            Log.Refused(logger, chat.Id);
            return await ChangeAsync(leased, c => c.End(EndReason.UpstreamRefused, time.GetUtcNow()), cancellationToken);
        }
        catch (ContactCenterException e)
        {
            // A chat that was opened all the same, its answer lost, holds nothing and is dropped there after 45 s without a poll.
            ledger.Note(chat.Id, c => c.Release(lease.Id));
            throw e.ChatIsGone ? new ContactCenterException(ContactCenterFault.Unclear, e.Message, e) : e;
        }
    }

    private async Task<Chat> OpenedAsync(Chat chat, string path, CancellationToken cancellationToken)
    {
        var queue = chat.Channel is null ? null : senders.Find(chat.Channel)?.Texts.Queue;
        var result = await ledger.ChangeAsync(
            chat.Id,
            c =>
            {
                if (c.UpstreamPath is not null)
                {
                    return null;
                }

                var opened = c.OpenedUpstream(path);
                if (queue is null || c.State == ChatState.Idle)
                {
                    return new ChatChange(opened);
                }

                var (next, entry) = opened.Say(queue, time.GetUtcNow());
                return new ChatChange(next, [entry]);
            },
            cancellationToken);
        return result.Chat ?? chat;
    }

    /// <summary>Sends what waits, if nobody else is at it. What stopped it is not thrown: reading goes on.</summary>
    private async Task<ContactCenterException?> SendPendingAsync(Chat chat, IContactCenter center, CancellationToken cancellationToken)
    {
        while (chat.CanSend)
        {
            var lease = _sender.NewLease(center);
            chat = await ChangeAsync(chat, c => c.CanSend ? c.TakeLease(lease) : c, cancellationToken);
            if (chat.Lease?.Id != lease.Id)
            {
                return null;
            }

            var before = chat.SentThrough;
            var unsent = await ledger.ReadAsync(chat.Id, chat.Unsent, cancellationToken);
            if (await _sender.SendAsync(chat, lease, center, unsent, cancellationToken) is { } fault)
            {
                return fault.ChatIsGone ? throw fault : fault;
            }

            chat = await KnownAsync(chat, cancellationToken);
            if (chat.SentThrough == before)
            {
                return null;
            }
        }

        return null;
    }

    private async Task<Chat> PollAsync(
        string chatId, IContactCenter center, SendLease? deliveryLease, CancellationToken cancellationToken)
    {
        var chat = await KnownAsync(chatId, cancellationToken);
        var readAt = time.GetUtcNow();
        var state = center.GetChatAsync(chat.UpstreamPath!, cancellationToken);
        var messages = center.GetMessagesAsync(chat.UpstreamPath!, chat.NextUpstreamIndex, cancellationToken);
        await Task.WhenAll(Silently(state), Silently(messages));
        var seen = await state;
        if (chat.HoldsForeign(await messages))
        {
            // Another process has posted: what is known of the chat here is old.
            chat = await ledger.GetAsync(chatId, TimeSpan.Zero, cancellationToken) ?? chat;
        }

        chat = await ReceiveAsync(chat, await messages, readAt, deliveryLease, cancellationToken);
        if (seen.State == ChatState.Idle)
        {
            // The two were read side by side: the last words may have come between.
            if (chat.State != ChatState.Idle)
            {
                readAt = time.GetUtcNow();
                var rest = await center.GetMessagesAsync(chat.UpstreamPath!, chat.NextUpstreamIndex, cancellationToken);
                chat = await ReceiveAsync(chat, rest, readAt, deliveryLease, cancellationToken);
            }

            return await ChangeAsync(
                chat,
                c => c.Observe(c.State, seen.Participants).End(EndReason.ContactCenter, time.GetUtcNow()),
                cancellationToken);
        }

        return await ChangeAsync(chat, c => c.Observe(seen.State, seen.Participants), cancellationToken);
    }

    /// <summary>Takes messages in, in as many commits as it needs: each is whole, so a crash between two repeats only what is left.</summary>
    private async Task<Chat> ReceiveAsync(
        Chat chat,
        ImmutableArray<UpstreamMessage> messages,
        DateTimeOffset readAt,
        SendLease? deliveryLease,
        CancellationToken cancellationToken)
    {
        var parts = Batches(messages.Where(m => m.Index >= chat.NextUpstreamIndex)).ToList();
        for (var i = 0; i < Math.Max(parts.Count, 1); i++)
        {
            var (part, last) = parts.Count == 0 ? ([], true) : (parts[i], i == parts.Count - 1);
            if (part.Count > 0 && chat.Receive(part, readAt, last, time.GetUtcNow()).Entries.IsEmpty)
            {
                // Only the customer's own words come back: that rides on the next commit, at the latest that of the first poll with
                // nothing new. If it is lost before, they are read again.
                ledger.Note(chat.Id, c => c.Receive(part, readAt, last, time.GetUtcNow()) is (var next, { IsEmpty: true }) ? next : c);
                chat = await KnownAsync(chat, cancellationToken);
                continue;
            }

            var result = await ledger.ChangeAsync(
                chat.Id,
                c =>
                {
                    var (next, entries) = c.Receive(part, readAt, last, time.GetUtcNow());

                    // What is new is delivered right after: the lease for it comes with the same commit.
                    return new ChatChange(
                        !entries.IsEmpty && deliveryLease is not null && next.CanDeliver(time.GetUtcNow()) ? next with { DeliveryLease = deliveryLease } : next,
                        entries);
                },
                cancellationToken);
            chat = result.Chat ?? chat;
        }

        return chat;
    }

    private static IEnumerable<List<UpstreamMessage>> Batches(IEnumerable<UpstreamMessage> messages)
    {
        var batch = new List<UpstreamMessage>();
        var (rows, characters) = (0, 0);
        foreach (var message in messages)
        {
            var length = message.Text?.Length ?? 0;
            var parts = (length / ChatEntry.MaxText) + 2;
            if (batch.Count > 0 && (rows + parts > IChatStore.MaxEntries || characters + length > IChatStore.MaxCharacters))
            {
                yield return batch;
                batch = [];
                (rows, characters) = (0, 0);
            }

            batch.Add(message);
            rows += parts;
            characters += length;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    private async Task<Chat> CompleteUpstreamAsync(Chat chat, IContactCenter center, CancellationToken cancellationToken)
    {
        if (!chat.CompletePending || chat.HasUnsent)
        {
            return chat;
        }

        try
        {
            await center.CompleteAsync(chat.UpstreamPath!, cancellationToken);
        }
        catch (ContactCenterException e) when (e.ChatIsGone || e.Fault is ContactCenterFault.NotNow or ContactCenterFault.Refused)
        {
            // It is over there already.
        }

        try
        {
            var readAt = time.GetUtcNow();
            var rest = await center.GetMessagesAsync(chat.UpstreamPath!, chat.NextUpstreamIndex, cancellationToken);
            chat = await ReceiveAsync(chat, rest, readAt, null, cancellationToken);
        }
        catch (ContactCenterException)
        {
            // The last words of a chat that its customer has left: nobody waits for them.
        }

        return await ChangeAsync(chat, c => c.Completed(), cancellationToken);
    }

    /// <summary>What can't reach anybody any more is kept for an operator.</summary>
    private async Task<Chat> AbandonAsync(Chat chat, CancellationToken cancellationToken)
    {
        if (chat.State != ChatState.Idle || chat.CompletePending || !chat.HasUnsent)
        {
            return chat;
        }

        if (await CarryOverAsync(chat, cancellationToken))
        {
            return await ChangeAsync(chat, c => c.AbandonUnsent(), cancellationToken);
        }

        foreach (var unsent in chat.Unsent)
        {
            await deadLetters.AddAsync(
                new(chat.Id, unsent, ToContactCenter: true, $"The chat had ended ({chat.EndReason}).", time.GetUtcNow()), cancellationToken);
        }

        return await ChangeAsync(chat, c => c.AbandonUnsent(), cancellationToken);
    }

    /// <summary>
    /// Who wrote through a channel just when the agent closed does not know of chats: the words open the next one. Once only,
    /// so that a contact centre that closes at once does not get one after the other.
    /// </summary>
    private async Task<bool> CarryOverAsync(Chat chat, CancellationToken cancellationToken)
    {
        if (chat.Channel is null || chat.EndReason != EndReason.ContactCenter || chat.UserData.ContainsKey(InboundMessage.CarriedFrom))
        {
            return false;
        }

        foreach (var entry in await ledger.ReadAsync(chat.Id, chat.Unsent, cancellationToken))
        {
            await channelIntake.Value.ReceiveAsync(InboundMessage.Again(chat, entry, $"carried-{chat.Id}-{entry.Index}"), cancellationToken);
        }

        return true;
    }

    private Task<Chat> EndOverdueAsync(Chat chat, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        EndReason? reason = chat.State == ChatState.Idle ? null
            : now - chat.OpenedAt > options.Value.MaxDuration ? EndReason.TooLong
            : chat.State == ChatState.WaitingForAgent && now - chat.OpenedAt > options.Value.NoAgentTimeout ? EndReason.NoAgent
            : now - chat.LastActivityAt > options.Value.IdleTimeout ? EndReason.IdleTooLong
            : null;
        return reason is null ? Task.FromResult(chat) : ChangeAsync(chat, c => c.End(reason.Value, now), cancellationToken);
    }

    private static ChatOpening Opening(Chat chat) => new(chat.ContactCenterId, chat.Nickname, chat.Subject)
    {
        Endpoint = chat.Endpoint,
        UserData = chat.UserData,
        Channel = chat.Channel,
    };

    private async Task<Chat> ChangeAsync(Chat chat, Func<Chat, Chat> change, CancellationToken cancellationToken) =>
        (await ledger.ChangeAsync(
            chat.Id,
            c => change(c) is var next && next == c ? null : new ChatChange(next),
            cancellationToken)).Chat ?? chat;

    private async ValueTask<Chat> KnownAsync(Chat chat, CancellationToken cancellationToken) => await KnownAsync(chat.Id, cancellationToken);

    private async ValueTask<Chat> KnownAsync(string chatId, CancellationToken cancellationToken) =>
        await ledger.GetAsync(chatId, ChatLedger.AnyAge, cancellationToken)
        ?? throw new InvalidOperationException("The chat was removed under its turn.");

    private static async Task Silently(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static partial class Log
    {
        [LoggerMessage(200, LogLevel.Information, "Chat {ChatId}: opened at the contact centre.")]
        public static partial void OpenedUpstream(ILogger logger, ShortChatId chatId);

        [LoggerMessage(201, LogLevel.Warning, "Chat {ChatId}: the contact centre refused to open it.")]
        public static partial void Refused(ILogger logger, ShortChatId chatId);

        [LoggerMessage(202, LogLevel.Warning, "Chat {ChatId}: poll failed ({Fault}), {Failures} in a row.")]
        public static partial void Failed(ILogger logger, ShortChatId chatId, ContactCenterFault fault, int failures);
    }
}
