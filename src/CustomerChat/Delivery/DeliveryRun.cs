using System.Collections.Immutable;
using System.Globalization;
using CustomerChat.Chats;
using CustomerChat.Files;
using CustomerChat.Ledger;
using Microsoft.Extensions.Logging;

namespace CustomerChat.Delivery;

/// <summary>
/// Delivers entries to a chat's channel, one after the other, as the holder of the lease. Before each part, it checks that it still holds
/// the lease.
/// </summary>
internal sealed partial class DeliveryRun(
    ChatLedger ledger,
    DeadLettering deadLettering,
    LateFailures failures,
    AccountFaults faults,
    IOutboundFiles files,
    IChannelSender? sender,
    ChannelAddress channel,
    string chatId,
    ChatLease? held,
    DateTimeOffset until,
    TimeProvider time,
    ILogger logger)
{
    private ChatLease? _lease = held;

    /// <summary>Delivers entries until one can't be delivered now, or the time or the lease ends.</summary>
    public async Task<Chat> DeliverAsync(ImmutableArray<ChatEntry> entries, CancellationToken cancellationToken)
    {
        var last = entries.LastOrDefault(e => TextOf(e) is not null);
        foreach (var entry in entries)
        {
            var chat = await ledger.KnownAsync(chatId, cancellationToken);
            if (entry.Index <= chat.DeliveredThrough)
            {
                // Another process has delivered it.
                continue;
            }

            if (TextOf(entry) is not { } text)
            {
                await PassAsync(chat, entry, cancellationToken);
            }
            else if (!await DeliverAsync(entry, text, entry == last, cancellationToken))
            {
                break;
            }
        }

        return await ReleaseAsync(cancellationToken);
    }

    /// <summary>
    /// Delivers one entry outside the chat's order, beginning with a given part. If the caller goes away, it stops between two parts, and
    /// the result still says which parts the channel has.
    /// </summary>
    public async Task<(string? Fault, int Parts)> ReplayAsync(ChatEntry entry, string text, int parts, CancellationToken cancellationToken)
    {
        var all = Texts.SplitWords(text, sender!.MaxText);
        for (var part = parts; part < all.Count; part++)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return ("The request was cancelled.", part);
            }

            if (!await KeepLeaseAsync(CancellationToken.None))
            {
                return ("Another message is being delivered to this customer. Try again in a few seconds.", part);
            }

            switch (await SendAsync(entry, part, all[part], cancellationToken, isReplay: true))
            {
                case DeliveryResult.Accepted accepted:
                    // The watermark is already past this entry: the commit only changes the entry's receipt, and only once the channel has
                    // all parts.
                    var receipt = Receipt(entry, part, accepted, isWhole: part == all.Count - 1) with { IsOneMorePart = part < all.Count - 1 };
                    await CommitAsync(entry, new(entry.Index, null, receipt), goesOn: true);
                    break;
                case DeliveryResult.RetryLater later:
                    return (later.Reason, part);
                case DeliveryResult.AccountFault fault:
                    return (fault.Reason, part);
                case DeliveryResult.Refused refused:
                    return (refused.Reason, part);
            }
        }

        return (null, all.Count);
    }

    /// <summary>Gives the lease back with a commit, if it is still held.</summary>
    public async Task<Chat> ReleaseAsync(CancellationToken cancellationToken)
    {
        if (_lease is not { } lease)
        {
            return await ledger.KnownAsync(chatId, cancellationToken);
        }

        var chat = (await ledger.ChangeAsync(chatId, [new ChatFact.Released(lease.Id)], _ => ChatDecision.Nothing, cancellationToken)).Chat;
        _lease = null;
        return chat ?? throw new ChatGoneException();
    }

    /// <summary>Gives the lease back only in this process's memory. It is used when nothing can be committed.</summary>
    public void NoteRelease()
    {
        if (_lease is { } lease)
        {
            ledger.Note(chatId, new ChatFact.Released(lease.Id));
        }
    }

    private string? TextOf(ChatEntry entry) => OutboundText.Of(entry, sender?.Texts ?? new ChannelTexts());

    /// <summary>Passes over an entry that holds nothing for the customer. Nothing was sent, so the next commit can store this.</summary>
    private async Task PassAsync(Chat chat, ChatEntry entry, CancellationToken cancellationToken)
    {
        if (sender is not null && entry.Type == EntryType.TypingStarted && entry.Index == chat.LastIndex && entry.From.Type == ParticipantType.Agent)
        {
            await sender.ShowTypingAsync(channel, chat.CustomerWroteId, cancellationToken);
        }

        ledger.Note(chatId, new ChatFact.Delivered(entry.Index));
    }

    /// <summary>
    /// True: the entry is delivered or given up. False: this process retries it later, or another process delivers it. What the provider
    /// has answered is stored also if the host stops in the meantime. Then nothing more is sent.
    /// </summary>
    private async Task<bool> DeliverAsync(ChatEntry entry, string text, bool isLast, CancellationToken cancellationToken)
    {
        if (sender is null)
        {
            return await KeepLeaseAsync(cancellationToken) && await GiveUpAsync(entry, "The channel account is no longer configured.", 0);
        }

        var parts = Texts.SplitWords(text, sender.MaxText);
        while (time.GetUtcNow() <= until && await KeepLeaseAsync(cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var chat = await ledger.KnownAsync(chatId, cancellationToken);
            var part = chat.PartsOf(entry.Index);
            if (entry.Index <= chat.DeliveredThrough || part >= parts.Count)
            {
                // The entry is done: another process delivered it, or it was delivered in parts of another length.
                ledger.Note(chatId, new ChatFact.Delivered(entry.Index));
                return true;
            }

            var isTemplate = false;
            var result = IsTooLate(chat) ? TooLate : await TrySendAsync(entry, part, parts[part], cancellationToken);
            if (result is DeliveryResult.Refused { Cause: RefusalCause.Window } over && sender.HasTemplate)
            {
                cancellationToken.ThrowIfCancellationRequested();
                result = chat.HeldSince is null ? await TrySendAsync(entry, part, "", cancellationToken, isTemplate: true) : new DeliveryResult.Accepted(null);
                isTemplate = true;
                if (result is DeliveryResult.Accepted && chat.EndReason != EndReason.Outreach)
                {
                    await HoldBackAsync(entry);
                    return false;
                }

                result = result is DeliveryResult.Refused refusal ? refusal with { Reason = $"{over.Reason} The template was refused: {refusal.Reason}" } : result;
            }

            switch (result)
            {
                case DeliveryResult.Accepted accepted:
                    Telemetry.DeliveryLag.Record((time.GetUtcNow() - entry.At).TotalSeconds, new("channel", channel.Channel), new("account", channel.Account));

                    // In an outreach chat, the template replaces the text, so the entry is complete with it.
                    var isWhole = isTemplate || part == parts.Count - 1;
                    await CommitAsync(entry, new(entry.Index, isWhole ? null : part + 1, Receipt(entry, part, accepted, isWhole)), goesOn: !(isWhole && isLast));
                    break;
                case DeliveryResult.RetryLater later when later.Counts && chat.DeliveryAttempts >= sender.RetrySchedule.Length:
                    return await GiveUpAsync(entry, $"Given up after {chat.DeliveryAttempts + 1} tries: {later.Reason}", part);
                case DeliveryResult.RetryLater later:
                    await PutOffAsync(entry, later, chat.DeliveryAttempts);
                    return false;
                case DeliveryResult.Refused refused:
                    return await GiveUpAsync(entry, refused.Reason, part);
            }
        }

        return (await ledger.KnownAsync(chatId, cancellationToken)).DeliveredThrough >= entry.Index;
    }

    private DeliveryResult.Refused TooLate =>
        new($"The channel accepts answers for {sender!.AnswerWindow?.TotalHours:0} hours after the customer's last message; this time has passed.") { Cause = RefusalCause.Window };

    private bool IsTooLate(Chat chat) => sender!.AnswerWindow is { } window && time.GetUtcNow() - chat.CustomerWroteAt > window;

    /// <summary>Sends a part. If the account is at fault, everything waits.</summary>
    private async Task<DeliveryResult> TrySendAsync(ChatEntry entry, int part, string text, CancellationToken cancellationToken, bool isTemplate = false) =>
        faults.Find(channel) is { } known ? new DeliveryResult.RetryLater(known.Wait, known.Reason, Counts: false)
        : await SendAsync(entry, part, text, cancellationToken, isTemplate: isTemplate) is var result && result is DeliveryResult.AccountFault fault
            ? new DeliveryResult.RetryLater(AccountFaults.AskAgainAfter, fault.Reason, Counts: false)
        : result;

    /// <summary>Nothing more goes out until the customer writes again. The agent is told.</summary>
    private async Task HoldBackAsync(ChatEntry entry)
    {
        await deadLettering.Notices.ChangeAsync(
            chatId, [], c => c.DeliveryLease?.Id == _lease?.Id && c.DeliveredThrough < entry.Index ? c.HoldBack(time.GetUtcNow()) : c, AgentNotice.Held(entry), CancellationToken.None);
        _lease = null;
        Log.Held(logger, chatId, entry.Index);
    }

    /// <summary>Whether the lease is held and has time for one more message. If it is not held, it is taken, unless another process holds it.</summary>
    private async Task<bool> KeepLeaseAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var known = (await ledger.KnownAsync(chatId, cancellationToken)).DeliveryLease;
        if (_lease is not null && known?.Id == _lease.Id && known.Allows(ChannelDelivery.SendLimit, now))
        {
            return true;
        }

        // A lease that is about to expire is renewed. While the store still names this process as its holder, no other process has sent.
        var result = await ledger.ChangeAsync(
            chatId,
            c => c.DeliveryLease is { } lease && lease.Id == _lease?.Id ? new ChatChange(c) { Lease = ChannelDelivery.Lease with { Renewed = lease } }
                : c.CanDeliver(time.GetUtcNow()) ? new ChatChange(c) { Lease = ChannelDelivery.Lease }
                : ChatDecision.Nothing,
            cancellationToken);
        _lease = result.Lease;
        return _lease?.Allows(ChannelDelivery.SendLimit, time.GetUtcNow()) is true;
    }

    /// <summary>
    /// Commits which parts the channel has. The same commit renews the lease or gives it back. If the provider has already reported that it
    /// could not deliver the message, the agent is told.
    /// </summary>
    private async Task CommitAsync(ChatEntry entry, ChatFact.Delivered delivered, bool goesOn)
    {
        var lease = _lease!;
        EarlyReport? failed = null;
        ImmutableArray<ChatFact> facts = goesOn ? [delivered] : [delivered, new ChatFact.Released(lease.Id)];
        var result = await ledger.ChangeAsync(
            chatId,
            facts,
            c =>
            {
                failed = c.EarlyReports.FirstOrDefault(r => r.ProviderId == delivered.Receipt!.ProviderId && r.Status == DeliveryStatus.Failed);
                return c.DeliveryLease?.Id == lease.Id ? new ChatChange(c) { Lease = ChannelDelivery.Lease with { Renewed = lease } } : ChatDecision.Nothing;
            },
            CancellationToken.None);
        _lease = result.Lease;
        await (failed is null ? Task.CompletedTask : failures.TakeAsync(chatId, channel, entry, failed.Error, failed.IsTooLate && sender!.HasTemplate, CancellationToken.None));
    }

    private async Task PutOffAsync(ChatEntry entry, DeliveryResult.RetryLater later, int attempts)
    {
        var wait = later.After ?? Jitter(sender!.RetrySchedule[Math.Min(attempts, sender.RetrySchedule.Length - 1)]);
        await ledger.ChangeAsync(
            chatId, c => c.DeliveryLease?.Id == _lease?.Id && c.DeliveredThrough < entry.Index ? c.DeliverLater(time.GetUtcNow() + wait, later.Counts) : c, CancellationToken.None);
        _lease = null;
        Log.Later(logger, chatId, entry.Index, later.Reason);
    }

    private async Task<bool> GiveUpAsync(ChatEntry entry, string reason, int parts)
    {
        var receipt = new DeliveryReceipt(entry.Index, null, DeliveryStatus.Failed, reason);
        await deadLettering.StoreAsync(chatId, deadLettering.Down(chatId, entry.Index, reason, parts), new ChatFact.Delivered(entry.Index, null, receipt), AgentNotice.NotDelivered(entry, reason), CancellationToken.None);
        Telemetry.DeliveriesFailed.Add(1, new("channel", channel.Channel), new("account", channel.Account), new("reason", reason));
        Log.GivenUp(logger, chatId, entry.Index, reason);
        return true;
    }

    private async Task<DeliveryResult> SendAsync(ChatEntry entry, int part, string text, CancellationToken cancellationToken, bool isReplay = false, bool isTemplate = false)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{chatId}-{entry.Index}{(isTemplate ? "-template" : part == 0 ? "" : $"-{part + 1}")}");
        using var span = Telemetry.StartSpan("chat.deliver", chatId)?.SetTag("chat.entry", entry.Index).SetTag("channel", channel.Channel);
        using var grace = new StopGrace(time, cancellationToken);
        DeliveryResult result;
        try
        {
            var file = isTemplate ? null : await files.FindAsync(entry, grace.Token);
            result = await sender!.SendAsync(new OutboundMessage(channel, id, chatId, entry, text) { IsReplay = isReplay, IsTemplate = isTemplate, File = file }, grace.Token);
        }
        catch (Exception e) when (isReplay || !grace.Token.IsCancellationRequested)
        {
            // An error that a sender did not foresee counts as a failed try. Otherwise it would be retried for ever. A replay always has a
            // result, also if its caller has gone: the result says which parts the channel has.
            result = new DeliveryResult.RetryLater(null, $"The sender failed ({e.GetType().Name}).");
        }

        await faults.NoteAsync(channel, result, CancellationToken.None);
        span?.SetTag("result", result.GetType().Name);
        Telemetry.Deliveries.Add(1, new("channel", channel.Channel), new("account", channel.Account), new("result", result.GetType().Name), new("reason", ReasonOf(result)));
        return result;
    }

    private static string? ReasonOf(DeliveryResult result) => result switch
    {
        DeliveryResult.RetryLater later => later.Reason,
        DeliveryResult.AccountFault fault => fault.Reason,
        DeliveryResult.Refused refused => refused.Reason,
        _ => null,
    };

    private DeliveryReceipt Receipt(ChatEntry entry, int part, DeliveryResult.Accepted accepted, bool isWhole) =>
        new(entry.Index, accepted.ProviderId, DeliveryStatus.Accepted) { IsOneMorePart = part > 0, IsLastWord = isWhole && !sender!.ReportsDelivery };

    /// <summary>Makes a wait up to a tenth longer, so that many messages that failed together do not retry together.</summary>
    private static TimeSpan Jitter(TimeSpan wait) => wait * (1 + (Random.Shared.NextDouble() / 10));

    private static partial class Log
    {
        [LoggerMessage(700, LogLevel.Warning, "Chat {ChatId}, entry {Index}: could not be delivered; it will be tried again ({Reason}).")]
        public static partial void Later(ILogger logger, ShortChatId chatId, long index, string reason);

        [LoggerMessage(702, LogLevel.Information, "Chat {ChatId}, entry {Index}: held until the customer writes again; the template was sent.")]
        public static partial void Held(ILogger logger, ShortChatId chatId, long index);

        [LoggerMessage(701, LogLevel.Error, "Chat {ChatId}, entry {Index}: could not be delivered and is now a dead letter ({Reason}).")]
        public static partial void GivenUp(ILogger logger, ShortChatId chatId, long index, string reason);
    }
}
