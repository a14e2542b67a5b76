using System.Collections.Concurrent;
using CustomerChat.Chats;
using CustomerChat.Consent;
using CustomerChat.Intake;
using CustomerChat.Ledger;
using CustomerChat.Operating;
using CustomerChat.Turn;
using Microsoft.Extensions.Logging;

namespace CustomerChat.Events;

/// <summary>
/// Notes lifecycle events that no commit of a chat causes: providers' reports about messages, changes of consent, and messages of blocked
/// customers. The events are kept in the chat's head like all others, even if the chat is finished. A finished chat first gets its note in
/// the index back, so that a turn is run for it even after a crash.
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
    /// <summary>After how long endpoints get the next event about the same blocked customer.</summary>
    private static readonly TimeSpan BlockedAgain = TimeSpan.FromMinutes(10);

    private const int MaxBlocked = 10_000;

    private readonly ConcurrentDictionary<ChannelAddress, DateTimeOffset> _blocked = new();

    /// <summary>Whether an endpoint asks for events about what happened to messages.</summary>
    public bool WantsReports => IsWanted(EventTypes.MessageDelivered) || IsWanted(EventTypes.MessageRead) || IsWanted(EventTypes.MessageFailed);

    /// <summary>Notes what a provider reported about a message, with the status that counts now: a status never goes back.</summary>
    public async Task ReportedAsync(string chatId, DeliveryReceipt receipt, CancellationToken cancellationToken)
    {
        foreach (var what in EventRules.Of(receipt).Where(e => IsWanted(e.Type)))
        {
            await NoteAsync(chatId, what, $"event-{what.Type}-{what.Index}", cancellationToken);
        }
    }

    /// <summary>
    /// Notes that a customer's consent changed: in the customer's last chat. If there is no such chat, in a new chat that holds nothing
    /// else.
    /// </summary>
    /// <param name="record">The consent after the change.</param>
    /// <param name="key">Identifies the change if it is noted again: the provider's id of the message, or the time.</param>
    /// <param name="contactCenterId">The contact centre that serves the account; empty = not known.</param>
    public async Task ConsentChangedAsync(ConsentRecord record, string key, string contactCenterId, CancellationToken cancellationToken)
    {
        if (!IsWanted(EventTypes.ConsentChanged))
        {
            return;
        }

        var what = new Happening(EventTypes.ConsentChanged, 0, $"{record.State}, {record.Cause}, {record.Scope}") { Serial = LifecycleEvent.SerialOf(record.Customer, key) };
        var found = await conversations.FindAsync(record.Customer, cancellationToken);
        if (found is { IsFormer: false, Chats: [var last, ..] }
            && await NoteAsync(last, what, $"event-consent-{key}", cancellationToken))
        {
            return;
        }

        var now = time.GetUtcNow();
        var opening = new ChatOpening(contactCenterId, record.Customer.Address, $"{record.Customer.Channel} {record.Customer.Account}") { Channel = record.Customer };
        var chat = Chat.OfConsent(opening, now).WithEvents(EventRules.For(endpoints.All, [what], now));
        await index.AddAsync(chat, cancellationToken);
        await ledger.CreateAsync(new ChatChange(chat), cancellationToken);
        await StartAsync(chat.Id, cancellationToken);
    }

    /// <summary>
    /// Notes that a blocked customer wrote, if the customer has an open chat. The event is noted at most once in <see
    /// cref="BlockedAgain"/>, however often the customer writes.
    /// </summary>
    public async Task BlockedAsync(InboundMessage message, CancellationToken cancellationToken)
    {
        if (!IsWanted(EventTypes.CustomerBlocked))
        {
            return;
        }

        var now = time.GetUtcNow();
        if (_blocked.TryGetValue(message.From, out var until) && now < until)
        {
            return;
        }

        if (_blocked.Count >= MaxBlocked)
        {
            _blocked.Clear();
        }

        _blocked[message.From] = now + BlockedAgain;
        if (await conversations.FindAsync(message.From, cancellationToken) is { IsFormer: false, Chats: [var last, ..] }
            && await ledger.GetAsync(last, ChatLedger.AnyAge, cancellationToken) is { State: not ChatState.Idle })
        {
            var what = new Happening(EventTypes.CustomerBlocked) { Serial = LifecycleEvent.SerialOf(message.From, message.Id) };
            await NoteAsync(last, what, $"event-blocked-{what.Serial}", cancellationToken);
        }
    }

    /// <summary>Makes sure that a turn is run for a chat in which an event was noted, even if the chat was finished before.</summary>
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

        // The chat's last turn may have removed the note in the meantime.
        await index.MoveAsync(chat, [], cancellationToken);
        await StartAsync(chat.Id, cancellationToken);
        await WakeAsync(chat.Id, cancellationToken);
    }

    private bool IsWanted(string type) => endpoints.All.Any(e => e.Wants(type));

    /// <summary>Notes an event once, and makes sure that a turn sends it.</summary>
    /// <returns>False: the chat does not exist.</returns>
    private async Task<bool> NoteAsync(string chatId, Happening what, string key, CancellationToken cancellationToken)
    {
        var (now, isInIndex) = (time.GetUtcNow(), false);
        while (true)
        {
            var result = await ledger.ChangeAsync(
                chatId,
                c => c.IsFinished && !isInIndex
                    ? ChatDecision.No(Refusal.Ended)
                    : new ChatChange(c.WithEvents(EventRules.For(endpoints.All, [what], now))) { Key = key },
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

                    // MoveAsync, not AddAsync: if the chat is erased in the meantime, MoveAsync leaves no note.
                    await index.MoveAsync(finished, [], cancellationToken);
                    isInIndex = true;
                    break;
                default:
                    await ReviveAsync(result.Chat!, cancellationToken);
                    return true;
            }
        }
    }

    /// <summary>Asks for a turn soon. If that fails, the chat's next poll sends the event.</summary>
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
            // The event is stored and the chat is in the index: the watchdog starts it.
            Log.NotStarted(logger, chatId, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(733, LogLevel.Warning, "Chat {ChatId}: an event is stored, but the chat could not be started. A later check of the open chats starts it.")]
        public static partial void NotStarted(ILogger logger, ShortChatId chatId, Exception exception);
    }
}
