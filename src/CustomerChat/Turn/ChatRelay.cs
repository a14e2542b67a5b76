using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Events;
using CustomerChat.Files;
using CustomerChat.Ledger;
using CustomerChat.Operating;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CustomerChat.Turn;

/// <summary>
/// Runs one turn of a chat: opens it at the contact centre if needed, sends pending entries, reads state and messages, appends new entries,
/// delivers them to the channel, and tells endpoints of events. Two turns of one chat at the same time do no harm, because of the leases
/// and the head's version.
/// </summary>
public sealed partial class ChatRelay
{
    /// <summary>
    /// After this time, a turn starts no work that another turn can do. So a turn of a chat that is open at the contact centre usually takes
    /// no longer than this and the time limit of one request (10 s by default), and the chat's polls go on.
    /// </summary>
    private static readonly TimeSpan BeginLimit = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a poll waits for a send that is under way, so that the read includes what is sent. After that, the poll runs beside the
    /// send.
    /// </summary>
    private static readonly TimeSpan SendFirst = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan EventsUnderWay = TimeSpan.FromSeconds(1);

    /// <summary>How long to wait for a contact centre that is not configured, or no longer configured.</summary>
    private static readonly TimeSpan NoCenter = TimeSpan.FromSeconds(20);

    private readonly ChatLedger _ledger;
    private readonly IChatIndex _index;
    private readonly IContactCenters _centers;
    private readonly ChannelDelivery _delivery;
    private readonly EventDelivery _events;
    private readonly IChannelSenders _senders;
    private readonly IOptions<RelayOptions> _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ChatRelay> _logger;
    private readonly UpstreamOpening _opening;
    private readonly UpstreamSender _sender;
    private readonly UnsentTexts _unsentTexts;
    private readonly FileFetching _files;
    private readonly HandOver _handOver;
    private readonly PolledChats _polled;

    public ChatRelay(
        ChatLedger ledger,
        IChatIndex index,
        IContactCenters centers,
        DeadLettering deadLettering,
        ChannelDelivery delivery,
        EventDelivery events,
        IChannelSenders senders,
        ICarryOver carryOver,
        FileFetching files,
        IFileLinks links,
        IFileStore store,
        IOptions<RelayOptions> options,
        TimeProvider time,
        ILogger<ChatRelay> logger)
    {
        (_ledger, _index, _centers, _delivery, _events, _senders, _options, _time, _logger) =
            (ledger, index, centers, delivery, events, senders, options, time, logger);
        _opening = new(ledger, senders, options.Value.TellChatKeys, time, logger);
        _sender = new(ledger, deadLettering, links, store, options.Value.TellChatKeys, time);
        _handOver = new(ledger, centers, senders, links, time, logger);
        _files = files;
        _unsentTexts = new(ledger, deadLettering, senders, carryOver, time);
        _polled = new(time);
        Telemetry.Meter.CreateObservableGauge(MinuteRecorder.Chats, _polled.Count, "{chat}", "Open chats that this instance polls, by state.");
    }

    /// <summary>Runs one turn. Faults of the contact centre are part of the result; faults of the storage are thrown.</summary>
    /// <param name="failures">How many polls in a row have failed before this turn.</param>
    /// <param name="maxAge">The chat is read again if what this process knows of it is older.</param>
    /// <param name="cancellationToken">Ends the turn, after <see cref="StopGrace.Limit"/> at most. A later turn settles the work that had begun.</param>
    public async Task<TurnResult> TurnAsync(string chatId, int failures, TimeSpan maxAge, CancellationToken cancellationToken)
    {
        using var span = Telemetry.StartSpan("chat.poll", chatId);
        var outcome = await RunAsync(chatId, failures, maxAge, cancellationToken);
        Telemetry.Turns.Add(1, new KeyValuePair<string, object?>("result", outcome.Ended ? "ended" : outcome.Failures > 0 ? "failed" : "ok"));
        _polled.Note(chatId, outcome.Ended ? null : outcome.State);
        span?.SetTag("chat.state", outcome.State?.ToString()).SetTag("chat.failures", outcome.Failures);
        return outcome;
    }

    private async Task<TurnResult> RunAsync(string chatId, int failures, TimeSpan maxAge, CancellationToken cancellationToken)
    {
        if (await _ledger.GetAsync(chatId, maxAge, cancellationToken) is not { } chat)
        {
            return TurnResult.Unknown;
        }

        try
        {
            return await RunAsync(chat, failures, cancellationToken);
        }
        catch (ChatGoneException)
        {
            // The chat was erased during its turn.
            return TurnResult.Unknown;
        }
    }

    private async Task<TurnResult> RunAsync(Chat chat, int failures, CancellationToken cancellationToken)
    {
        var until = _time.GetUtcNow() + BeginLimit;
        IContactCenter? center = null;
        ContactCenterException? fault = null;
        string? successor = null;
        if (!chat.IsFinished)
        {
            var before = chat;
            _files.Start(chat);
            chat = await EndOverdueAsync(chat, cancellationToken);
            chat = await _unsentTexts.GiveUpOverdueAsync(chat, OpensAt(chat), until, cancellationToken);
            var reading = new UpstreamReading(_ledger, _time);
            center = _centers.Find(chat.ServedBy);
            (chat, fault) = await TalkAndDeliverAsync(chat, KeptUntil(chat) is null ? center : null, reading, until, cancellationToken);
            await _handOver.CompleteLeftAsync(chat, cancellationToken);
            chat = await _unsentTexts.StoreNotTakenAsync(chat, cancellationToken);
            (chat, successor) = await _unsentTexts.SettleUnsentAsync(chat, cancellationToken);
            chat = await _files.GiveUpAsync(chat, cancellationToken);
            chat = await _delivery.CloseAsync(chat, cancellationToken);
            chat = await TellWaitingAsync(chat, cancellationToken);
            var marking = MarkReadAsync(before, chat, cancellationToken);
            chat = await _delivery.DeliverAsync(chat, reading.Lease, until, cancellationToken);
            await SilentlyAsync(marking);
            chat = await _events.SendDueAsync(chat, cancellationToken);
        }

        if (chat.IsFinished)
        {
            await _ledger.CommitNotedAsync(chat.Id, cancellationToken);
            await _index.EndAsync(chat, cancellationToken);
            if ((_events.IsOn || chat.Channel is not null) && await _ledger.GetAsync(chat.Id, TimeSpan.Zero, cancellationToken) is { IsFinished: false } again)
            {
                // A provider's report about one of the chat's messages came in the meantime: the message must be repeated, or endpoints
                // must be told of the report.
                await _index.MoveAsync(again, [], cancellationToken);
                return new TurnResult(false, EventsUnderWay, 0, again.State, again.LastIndex) { Successor = successor };
            }

            return new TurnResult(true, TimeSpan.Zero, 0, chat.State, chat.LastIndex) { Successor = successor };
        }

        if (fault is not null)
        {
            Log.Failed(_logger, chat.Id, fault.Fault, failures + 1);
        }

        var keptUntil = KeptUntil(chat);
        var wait = center is null ? NoCenter
            : keptUntil is { } opensAt ? Until(opensAt)
            : fault is not null ? PollSchedule.AfterFailure(failures + 1, fault.RetryAfter, Random.Shared.NextDouble())
            : WaitFor(chat);
        return new TurnResult(false, UntilNext(chat, wait), fault is null ? 0 : failures + 1, chat.State, chat.LastIndex, keptUntil is null && IsPending(chat)) { Successor = successor };
    }

    /// <summary>Marks the customer's messages as read once the contact centre has them, if the account wants it.</summary>
    private Task MarkReadAsync(Chat before, Chat chat, CancellationToken cancellationToken) =>
        chat.Channel is { } channel && before.Unechoed.Any(i => !chat.Unechoed.Contains(i)) && _senders.Find(channel) is { MarksRead: true } sender
            ? sender.MarkReadAsync(channel, chat.CustomerWroteId, cancellationToken)
            : Task.CompletedTask;

    /// <summary>When the contact centre opens or opened, for a chat that came while it was closed; null = it was open.</summary>
    private DateTimeOffset? OpensAt(Chat chat) => _centers.Find(chat.ServedBy)?.Hours?.ClosedUntil(chat.CameAt);

    /// <summary>Until when a chat is kept that came while the contact centre was closed; null = it is to be opened there now, or need not be opened.</summary>
    private DateTimeOffset? KeptUntil(Chat chat) => chat.NeedsUpstream && OpensAt(chat) is { } opensAt && opensAt > _time.GetUtcNow() ? opensAt : null;

    /// <summary>
    /// The wait until the contact centre opens. It is never longer than the longest wait of a polled chat, so that heartbeats are written
    /// as often.
    /// </summary>
    private TimeSpan Until(DateTimeOffset opensAt) =>
        TimeSpan.FromTicks(Math.Clamp((opensAt - _time.GetUtcNow()).Ticks, TimeSpan.TicksPerMillisecond, PollSchedule.Longest.Ticks));

    /// <summary>
    /// Ends a chat that was open, quiet or without an agent for too long. The time in which a chat is kept until the contact centre opens
    /// does not count. A message that a customer left has a longer limit, which lasts over nights and weekends; when an agent takes it at
    /// the end of that time, the chat can still go on as long as any other.
    /// </summary>
    private Task<Chat> EndOverdueAsync(Chat chat, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        return Overdue(chat) is null
            ? Task.FromResult(chat)
            : _ledger.ChangeAsync(chat.Id, c => Overdue(c) is { } reason ? c.End(reason, now) : c, cancellationToken);

        EndReason? Overdue(Chat c)
        {
            var opensAt = OpensAt(c);
            return c.State == ChatState.Idle ? null
                : c is { IsUnansweredMessage: true, State: ChatState.WaitingForAgent } ? Since(c.OpenedAt) > _options.Value.MessageTimeout ? EndReason.NoAgent : null
                : Since(c.OpenedAt) > (c.IsMessage ? _options.Value.MessageTimeout : TimeSpan.Zero) + _options.Value.MaxDuration ? EndReason.TooLong

                // An agent has taken the message. The customer is not there, so nobody writes until the agent does.
                : c.IsUnansweredMessage ? null
                : c.State == ChatState.WaitingForAgent && c.HandOverAskedAt is null && Since(c.WaitsSince) > _options.Value.NoAgentTimeout ? EndReason.NoAgent
                : Since(c.LastActivityAt) > _options.Value.IdleTimeout ? EndReason.IdleTooLong
                : null;

            TimeSpan Since(DateTimeOffset at) => now - (opensAt > at ? opensAt.Value : at);
        }
    }

    /// <summary>
    /// Tells a channel's customer that they still wait, once for each configured waiting time that has passed. If several have passed since
    /// the last turn, the customer is told once for all of them. If no further time has passed, this needs no commit.
    /// </summary>
    private async Task<Chat> TellWaitingAsync(Chat chat, CancellationToken cancellationToken)
    {
        if (chat.Channel is not { } channel || Passed(chat) <= chat.WaitingTold || _senders.Find(channel)?.Texts.Waiting is not { } text)
        {
            return chat;
        }

        var result = await _ledger.ChangeAsync(
            chat.Id,
            c =>
            {
                if (Passed(c) is var passed && passed <= c.WaitingTold)
                {
                    return ChatDecision.Nothing;
                }

                var (next, entry) = (c with { WaitingTold = passed }).SayToCustomer(text, _time.GetUtcNow());
                return new ChatChange(next, [entry]);
            },
            cancellationToken);
        return result.Chat ?? throw new ChatGoneException();

        int Passed(Chat c)
        {
            if (c.State != ChatState.WaitingForAgent || c.HandOverAskedAt is not null)
            {
                return 0;
            }

            var since = OpensAt(c) is { } opensAt && opensAt > c.WaitsSince ? opensAt : c.WaitsSince;
            return _options.Value.WaitingTimes.Count(t => t <= _time.GetUtcNow() - since);
        }
    }

    /// <summary>Talks to the contact centre. At the same time it delivers the entries that were pending before, so that neither waits for the other.</summary>
    private async Task<(Chat Chat, ContactCenterException? Fault)> TalkAndDeliverAsync(
        Chat chat, IContactCenter? center, UpstreamReading reading, DateTimeOffset until, CancellationToken cancellationToken)
    {
        if (center is null)
        {
            return (chat, null);
        }

        var delivering = _delivery.DeliverAsync(chat, null, until, cancellationToken);
        try
        {
            var fault = await TalkAsync(chat, center, reading, until, cancellationToken);
            await delivering;
            return (await _ledger.KnownAsync(chat.Id, cancellationToken), fault);
        }
        finally
        {
            await SilentlyAsync(delivering);
        }
    }

    /// <returns>The fault that stopped it; null = none, or the chat no longer exists there.</returns>
    private async Task<ContactCenterException?> TalkAsync(
        Chat chat, IContactCenter center, UpstreamReading reading, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var number = chat.UpstreamNumber;
        try
        {
            if (chat.NeedsUpstream)
            {
                chat = await _opening.OpenAsync(chat, center, cancellationToken);
                until = _time.GetUtcNow() + BeginLimit;
            }

            if (chat.Upstream is null || chat.UpstreamNumber != number)
            {
                await LeaveUnopenedAsync(chat, cancellationToken);
                return null;
            }

            var fault = chat.State == ChatState.Idle && !chat.CompletePending ? null : await SendAndPollAsync(chat, center, reading, until, cancellationToken);
            return await HandOverAsync(chat.Id, number, center, fault, cancellationToken);
        }
        catch (ContactCenterException e) when (e.ChatIsGone)
        {
            var now = _time.GetUtcNow();
            chat = await _ledger.ChangeAsync(chat.Id, c => c.UpstreamNumber == number ? c.Leave(EndReason.UpstreamGone, now) : c, cancellationToken);
            await _handOver.HandOverAsync(chat, number, center, cancellationToken);
            return null;
        }
        catch (ContactCenterException e)
        {
            return await HandOverAsync(chat.Id, number, center, e, cancellationToken);
        }
    }

    /// <summary>Hands the chat over if that was asked for. A customer who asks for a human agent does not wait for a contact centre that is down.</summary>
    /// <returns>The fault that stopped the talk; null = none, or the chat goes on at another contact centre.</returns>
    private async Task<ContactCenterException?> HandOverAsync(
        string chatId, int number, IContactCenter center, ContactCenterException? fault, CancellationToken cancellationToken)
    {
        var chat = await _ledger.KnownAsync(chatId, cancellationToken);
        chat = chat.IsMessage ? await AskForMessageAsync(chat, number, center, cancellationToken)
            : fault is null ? chat
            : await AskForHandOverAsync(chat, number, center, cancellationToken);
        var isTime = fault is null || _time.GetUtcNow() - chat.HandOverAskedAt >= Chat.HandOverWait;
        return isTime && await _handOver.HandOverAsync(chat, number, center, cancellationToken) ? null : fault;
    }

    /// <summary>
    /// Looks for a word that asks for a human agent in the texts that could not be sent. Normally such a word counts when it comes back
    /// from the contact centre as an echo. If the contact centre is down, no echo comes back.
    /// </summary>
    private async Task<Chat> AskForHandOverAsync(Chat chat, int number, IContactCenter center, CancellationToken cancellationToken)
    {
        if (center.HandOver is not { } rule || chat.UpstreamNumber != number || chat.HandOverAskedAt is not null || !chat.HasUnsent)
        {
            return chat;
        }

        var entries = await _ledger.ReadAsync(chat.Id, chat.Unsent, cancellationToken);
        return entries.FirstOrDefault(e => rule.IsAskedBy(e.Text)) is { } word
            ? await _ledger.ChangeAsync(chat.Id, c => c.UpstreamNumber == number ? c with { HandOverAskedAt = c.HandOverAskedAt ?? word.At } : c, cancellationToken)
            : chat;
    }

    /// <summary>A message that a customer left is for a human agent: the customer is not there to talk to a bot.</summary>
    private async Task<Chat> AskForMessageAsync(Chat chat, int number, IContactCenter center, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        return center.HandOver is null || !IsForABot(chat) ? chat
            : await _ledger.ChangeAsync(chat.Id, c => IsForABot(c) ? c with { HandOverAskedAt = now } : c, cancellationToken);

        bool IsForABot(Chat c) => c.UpstreamNumber == 0 && number == 0 && c.HandOverAskedAt is null && c.State != ChatState.Idle;
    }

    /// <summary>The chat ended before it was opened at the contact centre, so the contact centre is not told.</summary>
    private Task<Chat> LeaveUnopenedAsync(Chat chat, CancellationToken cancellationToken) => chat.CompletePending && !chat.HasUnsent
        ? _ledger.ChangeAsync(chat.Id, c => c.Upstream is null && !c.HasUnsent ? c.Completed() : c, cancellationToken)
        : Task.FromResult(chat);

    private async Task<ContactCenterException?> SendAndPollAsync(
        Chat chat, IContactCenter center, UpstreamReading reading, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var sending = _sender.SendPendingAsync(chat, center, until, cancellationToken);
        try
        {
            if (!sending.IsCompleted)
            {
                await Task.WhenAny(sending, Task.Delay(SendFirst, _time, cancellationToken));
            }

            if (sending.IsCompleted && await sending is { Fault: ContactCenterFault.NotReached or ContactCenterFault.Busy } down)
            {
                return down;
            }

            await reading.PollAsync(chat.Id, chat.UpstreamNumber, center, cancellationToken);
            var fault = await sending;
            var number = chat.UpstreamNumber;
            chat = await _ledger.KnownAsync(chat.Id, cancellationToken);
            if (chat.UpstreamNumber != number)
            {
                // Another process has handed the chat over. The next turn goes on at the next contact centre.
                return fault;
            }

            if (chat.CanSend && (chat.State != ChatState.Idle || chat.CompletePending) && (fault is null || !fault.RepeatIsSafe))
            {
                // The read has settled a lease. The entries that it left open are sent now, not one poll later.
                fault = await _sender.SendPendingAsync(chat, center, until, cancellationToken) ?? fault;
                chat = await _ledger.KnownAsync(chat.Id, cancellationToken);
            }

            await CompleteUpstreamAsync(chat, center, reading, cancellationToken);
            return fault;
        }
        finally
        {
            await SilentlyAsync(sending);
        }
    }

    /// <summary>Tells the contact centre that the customer's side has left, after it has all of the customer's texts.</summary>
    private async Task CompleteUpstreamAsync(Chat chat, IContactCenter center, UpstreamReading reading, CancellationToken cancellationToken)
    {
        if (!chat.CompletePending || chat.HasUnsent || chat.Upstream is null)
        {
            return;
        }

        try
        {
            await reading.CompleteAsync(chat, center, cancellationToken);
        }
        catch (ContactCenterException e) when (e.ChatIsGone || e.Fault is ContactCenterFault.NotNow or ContactCenterFault.Refused)
        {
            // The chat is already over at the contact centre.
        }

        await _ledger.ChangeAsync(chat.Id, c => c.Completed(), cancellationToken);
    }

    /// <summary>
    /// The wait after a successful poll. It is short while the contact centre must still be told something, for example until a lease
    /// expires.
    /// </summary>
    private TimeSpan WaitFor(Chat chat)
    {
        var now = _time.GetUtcNow();
        var wait = PollSchedule.Next(chat, now, _options.Value);
        return IsPending(chat) ? TimeSpan.FromTicks(Math.Min(wait.Ticks, _options.Value.FastPoll.Ticks)) : wait;
    }

    /// <summary>
    /// The wait until the next turn. If a delivery or an event is due before the next poll, the turn comes earlier. A delivery is due when
    /// its own time has come and no other process holds the lease to deliver. An ended chat waits only for deliveries and events.
    /// </summary>
    private TimeSpan UntilNext(Chat chat, TimeSpan wait)
    {
        var now = _time.GetUtcNow();
        DateTimeOffset?[] due =
        [
            chat.HasUndelivered ? new[] { chat.DeliverAfter, chat.DeliveryLease?.Until }.Max() ?? now : null,

            // An event that is due and was not told yet is being told beside the turns.
            chat.EventsDueAt is { } at ? at > now + EventsUnderWay ? at : now + EventsUnderWay : null,
        ];
        if (due.Min() is not { } next)
        {
            return wait;
        }

        var limit = chat is { State: ChatState.Idle, HasUnsent: false, CompletePending: false } ? PollSchedule.Longest : wait;
        return TimeSpan.FromTicks(Math.Clamp((next - now).Ticks, TimeSpan.TicksPerMillisecond, Math.Max(limit.Ticks, TimeSpan.TicksPerMillisecond)));
    }

    /// <summary>Whether the contact centre must still be told something.</summary>
    private static bool IsPending(Chat chat) => chat.HasUnsent || chat.CompletePending;

    private static async Task SilentlyAsync(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static partial class Log
    {
        [LoggerMessage(202, LogLevel.Warning, "Chat {ChatId}: poll failed ({Fault}), {Failures} in a row.")]
        public static partial void Failed(ILogger logger, ShortChatId chatId, ContactCenterFault fault, int failures);
    }
}
