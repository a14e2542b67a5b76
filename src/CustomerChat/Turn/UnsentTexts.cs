using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Intake;
using CustomerChat.Ledger;

namespace CustomerChat.Turn;

/// <summary>Handles texts that can no longer reach anybody in their chat: they go into the next chat, or become dead letters.</summary>
internal sealed class UnsentTexts(ChatLedger ledger, DeadLettering deadLettering, IChannelSenders senders, ICarryOver carryOver, TimeProvider time)
{
    /// <summary>The most entries that one commit gives up.</summary>
    private const int AtOnce = 50;

    private const string Closed = "The contact centre was closed and accepts no chats while it is closed";

    private const string TooMany = "Too many messages wait for the contact centre, or the chat has reached its limit of entries";

    /// <summary>Makes dead letters of the texts that the chat could not accept when they were written.</summary>
    public async Task<Chat> StoreNotTakenAsync(Chat chat, CancellationToken cancellationToken)
    {
        while (!chat.NotTaken.IsEmpty)
        {
            var reason = chat.EndReason == EndReason.Closed ? Closed : TooMany;
            var indexes = chat.NotTaken[..Math.Min(AtOnce, chat.NotTaken.Length)];
            chat = await deadLettering.StoreAsync(
                chat.Id,
                [.. indexes.Select(i => deadLettering.UpWithFiles(chat, i, reason))],
                [.. indexes.Select(i => new ChatFact.DeadLettered(i))],
                c => c,
                AgentNotice.NotPassedOn(indexes[0], indexes.Length, reason),
                cancellationToken);
        }

        return chat;
    }

    /// <summary>
    /// Handles the unsent texts of a chat that has ended and is over at the contact centre: they go into the next chat, or become dead
    /// letters.
    /// </summary>
    /// <returns>The chat, and the id of the next chat, if there is one.</returns>
    public async Task<(Chat Chat, string? Successor)> SettleUnsentAsync(Chat chat, CancellationToken cancellationToken)
    {
        if (chat.State != ChatState.Idle || chat.CompletePending || !chat.HasUnsent)
        {
            return (chat, null);
        }

        // A customer who wrote through a channel just when the agent ended the chat does not know about chats: the texts open the next
        // chat. This is done only once. Otherwise a contact centre that ends each chat at once would get one chat after another.
        if (chat.Channel is not null && chat.EndReason == EndReason.ContactCenter && !chat.UserData.ContainsKey(InboundMessage.CarriedFrom))
        {
            var texts = await CustomersAsync(chat, cancellationToken);
            var successor = await carryOver.CarryOverAsync(chat, texts, cancellationToken);
            return (await ledger.ChangeAsync(chat.Id, c => c.AbandonUnsent().DropFilesOf([.. texts.Select(t => t.Index)]), cancellationToken), successor);
        }

        return (await AbandonAsync(chat, $"The chat had ended ({chat.EndReason}).", cancellationToken), null);
    }

    /// <summary>
    /// One day after the chat's end, makes dead letters of the texts that could not be sent or delivered. Afterwards the chat has no work
    /// left.
    /// </summary>
    /// <param name="opensAt">When the contact centre opens or opened, for a chat that came while it was closed; null = it was open.</param>
    /// <param name="until">After this time, the rest of the work is left to the next turn.</param>
    public async Task<Chat> GiveUpOverdueAsync(Chat chat, DateTimeOffset? opensAt, DateTimeOffset until, CancellationToken cancellationToken)
    {
        if (!chat.IsOverdue(time.GetUtcNow(), opensAt))
        {
            return chat;
        }

        var reason = $"The chat ended more than {Chat.EndedLimit.TotalHours:0} hours ago ({chat.EndReason}).";
        chat = await StoreNotTakenAsync(chat, cancellationToken);
        chat = await AbandonAsync(chat, reason, cancellationToken);
        while (chat.HasUndelivered && time.GetUtcNow() <= until)
        {
            chat = await GiveUpDeliveriesAsync(chat, reason, cancellationToken);
        }

        return chat.HasUndelivered ? chat
            : await ledger.ChangeAsync(chat.Id, c => c.HasUndelivered ? c : c.Completed() with { ClosingPending = false, DeliveryLease = null }, cancellationToken);
    }

    private async Task<Chat> AbandonAsync(Chat chat, string reason, CancellationToken cancellationToken)
    {
        if (!chat.HasUnsent)
        {
            return chat;
        }

        ImmutableArray<long> indexes = [.. (await CustomersAsync(chat, cancellationToken)).Select(e => e.Index)];
        return await deadLettering.StoreAsync(
            chat.Id, [.. indexes.Select(i => deadLettering.UpWithFiles(chat, i, reason))], [], c => c.AbandonUnsent().DropFilesOf(indexes), null, cancellationToken);
    }

    /// <summary>The unsent texts of the customer. Unsent texts from the relay to the agent are of no use any more and are left out.</summary>
    private async Task<ImmutableArray<ChatEntry>> CustomersAsync(Chat chat, CancellationToken cancellationToken) =>
        [.. (await ledger.ReadAsync(chat.Id, chat.Unsent, cancellationToken)).Where(e => !e.IsForAgent)];

    private async Task<Chat> GiveUpDeliveriesAsync(Chat chat, string reason, CancellationToken cancellationToken)
    {
        var indexes = chat.Undelivered;
        indexes = indexes[..Math.Min(AtOnce, indexes.Length)];
        var texts = senders.Find(chat.Channel!)?.Texts ?? new ChannelTexts();
        var entries = await ledger.ReadAsync(chat.Id, indexes, cancellationToken);
        var letters = entries.Where(e => OutboundText.Of(e, texts) is not null).Select(e => deadLettering.Down(chat.Id, e.Index, reason, chat.PartsOf(e.Index))).ToList();
        return await deadLettering.StoreAsync(chat.Id, letters, [new ChatFact.Delivered(indexes[^1])], c => c, null, cancellationToken);
    }
}
