using System.Globalization;
using CustomerChat.Chats;
using CustomerChat.Ledger;
using Microsoft.Extensions.Logging;

namespace CustomerChat.Delivery;

/// <summary>
/// Brings what is pending to a chat's channel, in order, under a lease: one commit a message that was taken. What is refused
/// or given up becomes a dead letter, and the rest goes on.
/// </summary>
public sealed partial class ChannelDelivery(
    ChatLedger ledger, IChannelSenders senders, IDeadLetters deadLetters, TimeProvider time, ILogger<ChannelDelivery> logger)
{
    /// <summary>A sender answers within this, or the try counts as failed.</summary>
    public static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(10);

    /// <summary>No more than this of a turn: the chat wants to be polled, too.</summary>
    private static readonly TimeSpan TurnLimit = TimeSpan.FromSeconds(8);

    /// <summary>An account at fault is asked again after this: its messages wait, in order, until people have mended it.</summary>
    private static readonly TimeSpan AccountFaultWait = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(30);

    /// <summary>A lease that the commit of new entries may take along; null when there is no channel to deliver to.</summary>
    public SendLease? NewLease(Chat chat) =>
        chat.Channel is null ? null : new SendLease(Guid.NewGuid().ToString("N"), time.GetUtcNow() + LeaseTime);

    /// <summary>Delivers what is due; returns the chat as it is then.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="held">The lease that was taken along, if it was.</param>
    /// <param name="cancellationToken">Ends it between two messages.</param>
    public async Task<Chat> DeliverAsync(Chat chat, SendLease? held, CancellationToken cancellationToken)
    {
        if (chat.Channel is not { } channel)
        {
            return chat;
        }

        chat = await CloseAsync(chat, cancellationToken);
        var mine = held is not null && chat.DeliveryLease?.Id == held.Id;
        if (!chat.HasUndelivered || (!mine && !chat.CanDeliver(time.GetUtcNow())) || chat.DeliverAfter > time.GetUtcNow())
        {
            return mine ? await ReleaseAsync(chat, held!, cancellationToken) : chat;
        }

        var began = time.GetUtcNow();
        var entries = await ledger.ReadAsync(chat.Id, chat.Undelivered, cancellationToken);
        var sender = senders.Find(channel);
        bool IsForNobody(ChatEntry entry) => sender is not null && OutboundText.Of(entry, sender.Texts) is null;
        var last = entries.LastOrDefault(e => !IsForNobody(e));
        foreach (var entry in entries)
        {
            if (IsForNobody(entry))
            {
                if (entry.Type == EntryType.TypingStarted && entry.Index == chat.LastIndex && entry.From.Type == ParticipantType.Agent)
                {
                    await sender!.ShowTypingAsync(channel, cancellationToken);
                }

                // Nothing was sent: this rides on the next commit.
                ledger.Note(chat.Id, c => c.Delivered(entry.Index));
                continue;
            }

            if (!mine)
            {
                var lease = NewLease(chat)!;
                var result = await ledger.ChangeAsync(
                    chat.Id, c => c.CanDeliver(time.GetUtcNow()) ? new ChatChange(c with { DeliveryLease = lease }) : null, cancellationToken);
                (chat, held, mine) = (result.Chat ?? chat, lease, result.Changed);
                if (!mine)
                {
                    return chat;
                }
            }

            if (time.GetUtcNow() - began > TurnLimit || !await DeliverAsync(chat, entry, sender, ReferenceEquals(entry, last) ? held : null, cancellationToken))
            {
                break;
            }

            chat = await KnownAsync(chat, cancellationToken);
        }

        chat = await KnownAsync(chat, cancellationToken);
        return mine ? await ReleaseAsync(chat, held!, cancellationToken) : chat;
    }

    /// <summary>Tries a dead letter once more, outside the chat's order.</summary>
    public async Task<DeliveryResult> ReplayAsync(Chat chat, ChatEntry entry, CancellationToken cancellationToken)
    {
        if (chat.Channel is null || senders.Find(chat.Channel) is not { } sender || OutboundText.Of(entry, sender.Texts) is not { } text)
        {
            return new DeliveryResult.Refused("The chat's channel account is not configured.");
        }

        DeliveryResult result = new DeliveryResult.Refused("There is nothing to be read in it.");
        foreach (var (part, words) in Texts.SplitWords(text, sender.MaxText).Index())
        {
            result = await SendAsync(chat, entry, part, words, sender, cancellationToken, isReplay: true);
            if (result is not DeliveryResult.Accepted)
            {
                break;
            }
        }

        return result;
    }

    /// <summary>True: the entry is done, one way or the other. False: it is tried again later.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="sender">Null = the account is gone.</param>
    /// <param name="giveBack">Nothing comes after it: the lease that the commit of its receipt gives back; null = more comes.</param>
    /// <param name="cancellationToken">Ends it between two parts.</param>
    private async Task<bool> DeliverAsync(Chat chat, ChatEntry entry, IChannelSender? sender, SendLease? giveBack, CancellationToken cancellationToken)
    {
        if (sender is null)
        {
            await GiveUpAsync(chat, entry, "The channel account is not configured any more.", cancellationToken);
            return true;
        }

        var parts = Texts.SplitWords(OutboundText.Of(entry, sender.Texts)!, sender.MaxText);
        for (var part = chat.DeliveredParts; part < parts.Count; part++)
        {
            var late = sender.AnswerWindow is { } window && time.GetUtcNow() - chat.CustomerWroteAt > window;
            var result = late
                ? new DeliveryResult.Refused($"The channel takes answers for {sender.AnswerWindow} after the customer's last message; that is over.")
                : await SendAsync(chat, entry, part, parts[part], sender, cancellationToken);
            switch (result is DeliveryResult.AccountFault fault ? new DeliveryResult.RetryLater(AccountFaultWait, fault.Reason, Counts: false) : result)
            {
                case DeliveryResult.Accepted accepted:
                    Telemetry.DeliveryLag.Record((time.GetUtcNow() - entry.At).TotalSeconds, new KeyValuePair<string, object?>("channel", chat.Channel!.Channel));
                    Func<Chat, Chat> taken = (part == parts.Count - 1, giveBack) switch
                    {
                        (false, _) => c => Renew(c.DeliveredPart()),
                        (true, null) => c => Renew(c.Delivered(entry.Index)),
                        (true, { } lease) => c => Release(c.Delivered(entry.Index), lease),
                    };
                    var receipt = new DeliveryReceipt(entry.Index, accepted.ProviderId, DeliveryStatus.Accepted);
                    chat = (await ledger.ChangeAsync(chat.Id, c => new ChatChange(taken(c), [], Receipt: receipt), cancellationToken)).Chat ?? chat;
                    break;
                case DeliveryResult.RetryLater later:
                    if (later.Counts && chat.DeliveryAttempts >= sender.RetrySchedule.Length)
                    {
                        await GiveUpAsync(chat, entry, $"Given up after {chat.DeliveryAttempts + 1} tries: {later.Reason}", cancellationToken);
                        return true;
                    }

                    var wait = later.After ?? Jitter(sender.RetrySchedule[chat.DeliveryAttempts]);
                    await ledger.ChangeAsync(
                        chat.Id, c => new ChatChange(c.DeliverLater(time.GetUtcNow() + wait, later.Counts)), cancellationToken);
                    Log.Later(logger, chat.Id, entry.Index, later.Reason);
                    return false;
                case DeliveryResult.Refused refused:
                    await GiveUpAsync(chat, entry, refused.Reason, cancellationToken);
                    return true;
            }
        }

        return true;
    }

    /// <summary>A long text in many parts takes longer than a lease: each part that was taken renews it.</summary>
    private Chat Renew(Chat chat) => chat.DeliveryLease is { } lease
        ? chat with { DeliveryLease = lease with { Until = time.GetUtcNow() + LeaseTime } }
        : chat;

    /// <summary>Gives a lease back, if it is still that one.</summary>
    private static Chat Release(Chat chat, SendLease lease) => chat.DeliveryLease?.Id == lease.Id ? chat with { DeliveryLease = null } : chat;

    private static async Task<DeliveryResult> SendAsync(
        Chat chat, ChatEntry entry, int part, string text, IChannelSender sender, CancellationToken cancellationToken, bool isReplay = false)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{chat.Id}-{entry.Index}{(part == 0 ? "" : $"-{part + 1}")}");
        using var span = Telemetry.StartSpan("chat.deliver", chat.Id)?.SetTag("chat.entry", entry.Index).SetTag("channel", chat.Channel!.Channel);
        var result = await sender.SendAsync(new OutboundMessage(chat.Channel!, id, chat.Id, entry, text) { IsReplay = isReplay }, cancellationToken);
        span?.SetTag("result", result.GetType().Name);
        Telemetry.Deliveries.Add(1, new("channel", chat.Channel!.Channel), new("result", result.GetType().Name));
        return result;
    }

    private async Task GiveUpAsync(Chat chat, ChatEntry entry, string reason, CancellationToken cancellationToken)
    {
        await deadLetters.AddAsync(new(chat.Id, entry.Index, ToContactCenter: false, reason, time.GetUtcNow()), cancellationToken);
        await ledger.ChangeAsync(
            chat.Id,
            c => new ChatChange(c.Delivered(entry.Index), [], Receipt: new DeliveryReceipt(entry.Index, null, DeliveryStatus.Failed, reason)),
            cancellationToken);
        Log.GivenUp(logger, chat.Id, entry.Index, reason);
    }

    /// <summary>The closing text of the account, once, when the chat has ended.</summary>
    private async Task<Chat> CloseAsync(Chat chat, CancellationToken cancellationToken)
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
                    return null;
                }

                var closed = c with { ClosingPending = false };
                if (closing is null)
                {
                    return new ChatChange(closed);
                }

                var (next, entry) = closed.Say(closing, time.GetUtcNow());
                return new ChatChange(next, [entry]);
            },
            cancellationToken);
        return result.Chat ?? chat;
    }

    private async Task<Chat> ReleaseAsync(Chat chat, SendLease lease, CancellationToken cancellationToken) =>
        (await ledger.ChangeAsync(
            chat.Id, c => c.DeliveryLease?.Id == lease.Id ? new ChatChange(Release(c, lease)) : null, cancellationToken)).Chat ?? chat;

    private async ValueTask<Chat> KnownAsync(Chat chat, CancellationToken cancellationToken) =>
        await ledger.GetAsync(chat.Id, ChatLedger.AnyAge, cancellationToken) ?? chat;

    /// <summary>Up to a tenth more, so that many that failed together do not come back together.</summary>
    private static TimeSpan Jitter(TimeSpan wait) => wait * (1 + (Random.Shared.NextDouble() / 10));

    private static partial class Log
    {
        [LoggerMessage(700, LogLevel.Warning, "Chat {ChatId}, entry {Index}: not delivered yet ({Reason}).")]
        public static partial void Later(ILogger logger, ShortChatId chatId, long index, string reason);

        [LoggerMessage(701, LogLevel.Error, "Chat {ChatId}, entry {Index}: not delivered, a dead letter ({Reason}).")]
        public static partial void GivenUp(ILogger logger, ShortChatId chatId, long index, string reason);
    }
}
