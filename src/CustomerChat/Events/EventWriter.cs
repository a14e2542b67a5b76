using CustomerChat.Chats;
using CustomerChat.Consent;
using CustomerChat.Intake;
using CustomerChat.Ledger;
using CustomerChat.Operating;
using CustomerChat.Turn;
using Microsoft.Extensions.Logging;

namespace CustomerChat.Events;

/// <summary>
/// Notes lifecycle events that no commit of a chat brings about: what providers report of messages, and consent. They are kept in the chat's head as
/// all others are, also when it is finished: its note in the index is put back first, so that somebody runs a turn for it whatever happens then.
/// </summary>
public sealed partial class EventWriter(
    ChatLedger ledger,
    IChatStore store,
    IChatIndex index,
    IConversations conversations,
    IEventEndpoints endpoints,
    IChatRuntime runtime,
    TimeProvider time,
    ILogger<EventWriter> logger)
{
    /// <summary>Somebody is to be told what becomes of messages.</summary>
    public bool WantsReports => IsWanted(EventTypes.MessageDelivered) || IsWanted(EventTypes.MessageFailed);

    /// <summary>Notes what a provider has reported of a message, as it counts now: a status never goes back.</summary>
    public async Task ReportedAsync(string chatId, DeliveryReceipt receipt, CancellationToken cancellationToken)
    {
        if (EventRules.TypeOf(receipt) is { } type && IsWanted(type))
        {
            var detail = type == EventTypes.MessageFailed ? receipt.Error : null;
            await NoteAsync(chatId, type, receipt.Index, detail, $"event-{type}-{receipt.Index}", cancellationToken);
        }
    }

    /// <summary>
    /// Notes that a customer's consent has changed: in the customer's last chat, or in one that holds nothing else where the customer has none.
    /// </summary>
    /// <param name="record">What is true now.</param>
    /// <param name="key">By what the same change is known again: the provider's id of the message, or the time.</param>
    /// <param name="contactCenterId">The contact centre that serves the account; empty = not known.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task ConsentChangedAsync(ConsentRecord record, string key, string contactCenterId, CancellationToken cancellationToken)
    {
        if (!IsWanted(EventTypes.ConsentChanged))
        {
            return;
        }

        var (detail, serial) = ($"{record.State}, {record.Cause}, {record.Scope}", LifecycleEvent.SerialOf(record.Customer, key));
        var found = await conversations.FindAsync(record.Customer, cancellationToken);
        if (found is { IsFormer: false, Chats: [var last, ..] }
            && await NoteAsync(last, EventTypes.ConsentChanged, 0, detail, $"event-consent-{key}", cancellationToken, serial))
        {
            return;
        }

        var now = time.GetUtcNow();
        var opening = new ChatOpening(contactCenterId, record.Customer.Address, $"{record.Customer.Channel} {record.Customer.Account}") { Channel = record.Customer };
        var chat = Chat.OfConsent(opening, now).WithEvents(EventRules.For(endpoints.All, [(EventTypes.ConsentChanged, 0, detail)], now, serial));
        await index.AddAsync(chat, cancellationToken);
        await ledger.CreateAsync(new ChatChange(chat), cancellationToken);
        await StartAsync(chat.Id, cancellationToken);
    }

    /// <summary>Sees to it that a turn is run for a chat in which something was noted, also when it was finished before.</summary>
    public async Task ReviveAsync(Chat chat, CancellationToken cancellationToken)
    {
        if (chat.IsFinished)
        {
            return;
        }

        if (chat.State != ChatState.Idle)
        {
            await WakeAsync(chat.Id, cancellationToken);
            return;
        }

        // Its last turn may have taken the note away between.
        await index.MoveAsync(chat, [], cancellationToken);
        await StartAsync(chat.Id, cancellationToken);
        await WakeAsync(chat.Id, cancellationToken);
    }

    private bool IsWanted(string type) => endpoints.All.Any(e => e.Wants(type));

    /// <summary>Notes an event once, and sees to it that a turn tells it.</summary>
    /// <returns>False: there is no such chat.</returns>
    private async Task<bool> NoteAsync(string chatId, string type, long entry, string? detail, string key, CancellationToken cancellationToken, string? serial = null)
    {
        var (now, isInIndex) = (time.GetUtcNow(), false);
        while (true)
        {
            var result = await ledger.ChangeAsync(
                chatId,
                c => c.IsFinished && !isInIndex
                    ? ChatDecision.No(Refusal.Ended)
                    : new ChatChange(c.WithEvents(EventRules.For(endpoints.All, [(type, entry, detail)], now, serial))) { Key = key },
                cancellationToken);
            switch (result)
            {
                case { Outcome: ChangeOutcome.Gone }:
                    return false;
                case { Outcome: ChangeOutcome.Refused, Chat: { } finished }:
                    if (await store.FindKeyAsync(chatId, key, cancellationToken) is not null)
                    {
                        return true;
                    }

                    // Not as a new one is: if it is erased meanwhile no note is left.
                    await index.MoveAsync(finished, [], cancellationToken);
                    isInIndex = true;
                    break;
                default:
                    await ReviveAsync(result.Chat!, cancellationToken);
                    return true;
            }
        }
    }

    /// <summary>Its next poll tells it in any case.</summary>
    private async Task WakeAsync(string chatId, CancellationToken cancellationToken)
    {
        try
        {
            await runtime.WakeAsync(chatId, urgent: false, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.NotStarted(logger, chatId, e);
        }
    }

    private async Task StartAsync(string chatId, CancellationToken cancellationToken)
    {
        try
        {
            await runtime.StartAsync(chatId, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The event is kept and the chat is in the index: the watchdog starts it.
            Log.NotStarted(logger, chatId, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(733, LogLevel.Warning, "Chat {ChatId}: an event is noted, but no turn was started; the watchdog will.")]
        public static partial void NotStarted(ILogger logger, ShortChatId chatId, Exception exception);
    }
}
