using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Ledger;
using Microsoft.Extensions.Logging;

namespace CustomerChat.Turn;

/// <summary>
/// Opens a chat at the contact centre, under a lease. If a chat were opened twice there, the agents would see a chat that nobody polls. A
/// second chat that is opened all the same is completed.
/// </summary>
internal sealed partial class UpstreamOpening(ChatLedger ledger, IChannelSenders senders, bool tellKeys, TimeProvider time, ILogger logger)
{
    /// <summary>The most time between the commit of the lease and the request.</summary>
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(5);

    public async Task<Chat> OpenAsync(Chat chat, IContactCenter center, CancellationToken cancellationToken)
    {
        var reserved = await ReserveAsync(chat, center, cancellationToken);
        var result = await ledger.ChangeAsync(
            chat.Id,
            c => c.NeedsUpstream && c.UpstreamNumber == chat.UpstreamNumber && (c.Lease is null || c.Lease.Until <= time.GetUtcNow())
                ? new ChatChange(c) { Lease = new(LeaseKind.Send, StartTime + center.OpenTimeout + ChatLease.SettleTime) }
                : ChatDecision.Nothing,
            cancellationToken);
        chat = result.Chat ?? throw new ChatGoneException();
        if (result.Lease is not { } lease)
        {
            return chat;
        }

        if (!lease.Allows(center.OpenTimeout, time.GetUtcNow()))
        {
            // The commit took so long that another process may open the chat before this request is over.
            ledger.Note(chat.Id, new ChatFact.Released(lease.Id));
            return chat;
        }

        try
        {
            using var grace = new StopGrace(time, cancellationToken);
            var handle = await center.RequestChatAsync(OpeningOf(chat), reserved, grace.Token);
            Log.OpenedUpstream(logger, chat.Id);
            return await AdoptAsync(chat, handle, reserved is not null, center);
        }
        catch (ContactCenterException e) when (e.Fault is ContactCenterFault.Refused)
        {
            Log.Refused(logger, chat.Id);
            return await ledger.ChangeAsync(chat.Id, c => c.Upstream is null && c.UpstreamNumber == chat.UpstreamNumber ? c.End(EndReason.UpstreamRefused, time.GetUtcNow()) : c, cancellationToken);
        }
        catch (ContactCenterException e)
        {
            ledger.Note(chat.Id, new ChatFact.Released(lease.Id));
            throw e.ChatIsGone ? e.As(ContactCenterFault.Unclear) : e;
        }
    }

    private ChatOpening OpeningOf(Chat chat) => tellKeys ? chat.KeyedOpening : chat.Opening;

    /// <summary>Gets a reservation, so that the opening can be repeated. The reservation is stored before it is used.</summary>
    private async Task<UpstreamHandle?> ReserveAsync(Chat chat, IContactCenter center, CancellationToken cancellationToken)
    {
        if (chat.Reserved is not null || await center.ReserveAsync(OpeningOf(chat), cancellationToken) is not { } reserved)
        {
            return chat.Reserved;
        }

        var result = await ledger.ChangeAsync(chat.Id, [new ChatFact.Reserved(reserved, chat.UpstreamNumber)], _ => ChatDecision.Nothing, cancellationToken);
        return (result.Chat ?? throw new ChatGoneException()).Reserved ?? reserved;
    }

    /// <summary>
    /// Takes the opened chat as this chat's upstream chat, however late the answer came. If another one is already open, or the chat no
    /// longer exists, the opened chat is completed. This is done also if the host stops in the meantime.
    /// </summary>
    private async Task<Chat> AdoptAsync(Chat chat, UpstreamHandle handle, bool wasReserved, IContactCenter center)
    {
        var queue = chat.Channel is null ? null : senders.Find(chat.Channel)?.Texts.Queue;
        var result = await ledger.ChangeAsync(
            chat.Id,
            [new ChatFact.Opened(handle, chat.UpstreamNumber)],
            c =>
            {
                if (queue is null || c.UpstreamNumber > 0 || c.Upstream != handle || c.State == ChatState.Idle)
                {
                    return ChatDecision.Nothing;
                }

                var (next, entry) = c.SayToCustomer(queue, time.GetUtcNow());
                return new ChatChange(next, [entry]);
            },
            CancellationToken.None);
        if (result.Chat?.Upstream != handle && !(wasReserved && result.Chat is { Upstream: not null } same && same.UpstreamNumber == chat.UpstreamNumber))
        {
            // Two openings with the same reservation open the same chat, with a token each: then the chat is not completed.
            await CompleteAsync(chat.Id, handle, center);
        }

        return result.Chat ?? throw new ChatGoneException();
    }

    private async Task CompleteAsync(string chatId, UpstreamHandle handle, IContactCenter center)
    {
        try
        {
            await center.CompleteAsync(handle, from: null, CancellationToken.None);
            Log.CompletedSecond(logger, chatId);
        }
        catch (ContactCenterException e)
        {
            Log.NotCompletedSecond(logger, chatId, e.Fault);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(200, LogLevel.Information, "Chat {ChatId}: opened at the contact centre.")]
        public static partial void OpenedUpstream(ILogger logger, ShortChatId chatId);

        [LoggerMessage(201, LogLevel.Warning, "Chat {ChatId}: the contact centre refused to open it.")]
        public static partial void Refused(ILogger logger, ShortChatId chatId);

        [LoggerMessage(203, LogLevel.Information, "Chat {ChatId}: opened a second time at the contact centre; the second chat was completed.")]
        public static partial void CompletedSecond(ILogger logger, ShortChatId chatId);

        [LoggerMessage(204, LogLevel.Warning, "Chat {ChatId}: opened a second time at the contact centre; the second chat could not be completed ({Fault}).")]
        public static partial void NotCompletedSecond(ILogger logger, ShortChatId chatId, ContactCenterFault fault);
    }
}
