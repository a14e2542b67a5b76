using System.Collections.Concurrent;
using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Ledger;
using Microsoft.Extensions.Logging;

namespace CustomerChat.Events;

/// <summary>
/// Sends endpoints the events that happened in their chats: in order for each endpoint, at least once, and with an id by which a receiver
/// recognises a repeat. If an endpoint does not accept an event, the relay retries by the endpoint's schedule; in the end, the event
/// becomes a dead letter. No poll waits for an endpoint: slow calls go on beside the turns.
/// </summary>
public sealed partial class EventDelivery(
    ChatLedger ledger, IEventEndpoints endpoints, DeadLettering deadLettering, TimeProvider time, ILogger<EventDelivery> logger)
{
    /// <summary>How long a turn waits for the endpoints. Most endpoints answer within this time.</summary>
    private static readonly TimeSpan TurnWaits = TimeSpan.FromMilliseconds(250);

    /// <summary>How long one run sends events. After that, the next turn begins another run, on a head that is read anew.</summary>
    private static readonly TimeSpan RunLimit = TimeSpan.FromSeconds(30);

    /// <summary>After how many accepted events the relay commits them. A crash repeats no more than these.</summary>
    private const int AtOnce = 10;

    /// <summary>How long an unknown endpoint is not given up: the settings of another process may still, or already, name it.</summary>
    private static readonly TimeSpan SettingsMayDiffer = TimeSpan.FromMinutes(10);

    private const string NotConfigured = "The endpoint is no longer configured.";

    private readonly ConcurrentDictionary<(string ChatId, string Endpoint), bool> _underWay = new();

    /// <summary>Whether the settings name any endpoints.</summary>
    public bool IsOn => !endpoints.All.IsEmpty;

    /// <summary>Sends the events that are due. Returns the chat afterwards.</summary>
    public async Task<Chat> SendDueAsync(Chat chat, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var due = chat.Events.GroupBy(e => e.Endpoint).Where(g => !(g.First().After > now) || g.Count() > Chat.MaxEvents || IsOverdue(chat, g.First(), now)).Select(g => g.Key).ToList();
        if (due.Count == 0)
        {
            return chat;
        }

        // The turn's token is not used: calls that have begun are finished after the turn is over.
        var sending = Task.WhenAll(due.Where(name => _underWay.TryAdd((chat.Id, name), true)).Select(name => RunAsync(chat.Id, name, CancellationToken.None)));
        if (!sending.IsCompleted)
        {
            using var spent = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(sending, Task.Delay(TurnWaits, time, spent.Token));
            await spent.CancelAsync();
        }

        return await ledger.KnownAsync(chat.Id, cancellationToken);
    }

    /// <summary>Sends an event that is a dead letter once more.</summary>
    /// <returns>Why the event could not be sent; null = it was sent.</returns>
    public async Task<string?> ReplayAsync(Chat chat, LifecycleEvent what, CancellationToken cancellationToken)
    {
        if (Find(what.Endpoint) is not { } endpoint)
        {
            return NotConfigured;
        }

        await endpoint.TurnOnAsync(cancellationToken);
        return await SendAsync(chat, endpoint, what, cancellationToken) is var result && result is DeliveryResult.Accepted ? null : ReasonOf(result);
    }

    private async Task RunAsync(string chatId, string name, CancellationToken cancellationToken)
    {
        try
        {
            // Another process may have sent the events since this process last read the chat.
            var chat = await ledger.GetAsync(chatId, TimeSpan.Zero, cancellationToken) ?? throw new ChatGoneException();
            await SendInOrderAsync(chat, name, [.. chat.Events.Where(e => e.Endpoint == name)], cancellationToken);
        }
        catch (ChatGoneException)
        {
            // The chat was erased in the meantime: its events are no longer sent.
        }
        catch (Exception e)
        {
            Log.Failed(logger, chatId, e);
        }
        finally
        {
            _underWay.TryRemove((chatId, name), out _);
        }
    }

    /// <summary>
    /// Sends one endpoint its events in order, until one must be retried later. If an event that can't wait any longer fails, the following
    /// events that can't wait either are given up without a try.
    /// </summary>
    private async Task SendInOrderAsync(Chat chat, string name, ImmutableArray<LifecycleEvent> events, CancellationToken cancellationToken)
    {
        var (endpoint, sent, until) = (Find(name), ImmutableArray.CreateBuilder<LifecycleEvent>(), time.GetUtcNow() + RunLimit);
        string? failure = null;
        for (var i = 0; i < events.Length && time.GetUtcNow() <= until; i++)
        {
            var (what, now) = (events[i], time.GetUtcNow());
            var mayWait = events.Length - i <= Chat.MaxEvents && !IsOverdue(chat, what, now);
            if (mayWait && (failure is not null || what.After > now))
            {
                break;
            }

            var result = failure is null ? await TrySendAsync(chat, endpoint, what, now, cancellationToken) : new DeliveryResult.Refused(failure);
            if (result is DeliveryResult.Accepted)
            {
                sent.Add(what);
                await (sent.Count < AtOnce ? Task.CompletedTask : CommitAsync(chat, sent, cancellationToken));
            }
            else if (result is DeliveryResult.RetryLater later && mayWait && (!later.Counts || what.Attempts < endpoint!.RetrySchedule.Length))
            {
                await PutOffAsync(chat, sent, what, later, endpoint, cancellationToken);
                return;
            }
            else
            {
                var reason = ReasonOf(result);
                failure ??= mayWait ? null : reason;
                await GiveUpAsync(chat, sent, what, reason, cancellationToken);
            }
        }

        await (sent.Count == 0 ? Task.CompletedTask : CommitAsync(chat, sent, cancellationToken));
    }

    /// <summary>Whether the chat ended, and the event was noted, so long ago that the event is no longer retried.</summary>
    private static bool IsOverdue(Chat chat, LifecycleEvent what, DateTimeOffset now) =>
        chat.State == ChatState.Idle && now - what.At > Chat.EndedLimit && now - (chat.EndedAt ?? chat.LastActivityAt) > Chat.EndedLimit;

    private Task CommitAsync(Chat chat, ImmutableArray<LifecycleEvent>.Builder sent, CancellationToken cancellationToken) =>
        ledger.CommitAsync(chat.Id, [new ChatFact.EventsSent(sent.DrainToImmutable())], cancellationToken);

    private async Task PutOffAsync(
        Chat chat,
        ImmutableArray<LifecycleEvent>.Builder sent,
        LifecycleEvent what,
        DeliveryResult.RetryLater later,
        IEventEndpoint? endpoint,
        CancellationToken cancellationToken)
    {
        // The wait is up to a tenth longer, so that many events that failed together do not retry together.
        var wait = later.After ?? (endpoint!.RetrySchedule[Math.Min(what.Attempts, endpoint.RetrySchedule.Length - 1)] * (1 + (Random.Shared.NextDouble() / 10)));
        var again = what with { Attempts = what.Attempts + (later.Counts ? 1 : 0), After = time.GetUtcNow() + wait };
        await ledger.CommitAsync(chat.Id, [new ChatFact.EventsSent(sent.DrainToImmutable()), new ChatFact.EventFailed(again)], cancellationToken);
        Log.Later(logger, chat.Id, what.Type, what.Endpoint, later.Reason);
    }

    private async Task GiveUpAsync(
        Chat chat, ImmutableArray<LifecycleEvent>.Builder sent, LifecycleEvent what, string reason, CancellationToken cancellationToken)
    {
        var letter = new DeadLetter(chat.Id, what.Index, ToContactCenter: false, DeadLetter.ReasonOf(what, reason), time.GetUtcNow()) { Event = what };
        sent.Add(what);
        await deadLettering.StoreAsync(chat.Id, [letter], [new ChatFact.EventsSent(sent.DrainToImmutable())], c => c, null, cancellationToken);
        Log.GivenUp(logger, chat.Id, what.Type, what.Endpoint, reason);
    }

    private Task<DeliveryResult> TrySendAsync(Chat chat, IEventEndpoint? endpoint, LifecycleEvent what, DateTimeOffset now, CancellationToken cancellationToken) =>
        endpoint is not null ? SendAsync(chat, endpoint, what, cancellationToken)
        : Task.FromResult<DeliveryResult>(
            now - what.At < SettingsMayDiffer ? new DeliveryResult.RetryLater(TimeSpan.FromMinutes(1), NotConfigured, Counts: false) : new DeliveryResult.Refused(NotConfigured));

    private async Task<DeliveryResult> SendAsync(Chat chat, IEventEndpoint endpoint, LifecycleEvent what, CancellationToken cancellationToken)
    {
        DeliveryResult result;
        try
        {
            var entries = endpoint.IncludesText && what.Index > 0 ? await ledger.ReadAsync(chat.Id, [what.Index], cancellationToken) : [];
            result = await endpoint.SendAsync(new EventMessage(what.IdIn(chat.Id), what, chat, entries is [{ Type: EntryType.Text } entry] ? entry.Readable : null), cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            result = new DeliveryResult.RetryLater(null, $"The event could not be sent ({e.GetType().Name}).");
        }

        Telemetry.Events.Add(1, new("endpoint", endpoint.Name), new("type", what.Type), new("result", result.GetType().Name));
        return result;
    }

    private static string ReasonOf(DeliveryResult result) => result switch
    {
        DeliveryResult.RetryLater later => later.Reason,
        DeliveryResult.Refused refused => refused.Reason,
        _ => "The event was not sent to the endpoint.",
    };

    private IEventEndpoint? Find(string name) => endpoints.All.FirstOrDefault(e => e.Name == name);

    private static partial class Log
    {
        [LoggerMessage(730, LogLevel.Warning, "Chat {ChatId}: event {Type} could not be sent to {Endpoint}; it will be tried again ({Reason}).")]
        public static partial void Later(ILogger logger, ShortChatId chatId, string type, string endpoint, string reason);

        [LoggerMessage(731, LogLevel.Warning, "Chat {ChatId}: event {Type} could not be sent to {Endpoint} and is now a dead letter ({Reason}).")]
        public static partial void GivenUp(ILogger logger, ShortChatId chatId, string type, string endpoint, string reason);

        [LoggerMessage(732, LogLevel.Warning, "Chat {ChatId}: sending events failed; a later turn tries again.")]
        public static partial void Failed(ILogger logger, ShortChatId chatId, Exception exception);
    }
}
