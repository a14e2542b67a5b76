using System.Collections.Concurrent;
using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Ledger;
using Microsoft.Extensions.Logging;

namespace CustomerChat.Events;

/// <summary>
/// Tells endpoints what their chats have brought about: in order for each endpoint, at least once, with an id by which a repeat is known. What an endpoint
/// does not take is tried again by its schedule and is a dead letter in the end. No poll waits for an endpoint: what takes long goes on beside the turns.
/// </summary>
public sealed partial class EventDelivery(
    ChatLedger ledger, IEventEndpoints endpoints, Burial burial, TimeProvider time, ILogger<EventDelivery> logger)
{
    /// <summary>A turn waits so long for the endpoints: most of them answer within this.</summary>
    private static readonly TimeSpan TurnWaits = TimeSpan.FromMilliseconds(250);

    /// <summary>One run tells no longer than this: then the next turn begins another, on a head that is read anew.</summary>
    private static readonly TimeSpan RunLimit = TimeSpan.FromSeconds(30);

    /// <summary>What an endpoint has taken is committed after so many events: a crash repeats no more than these.</summary>
    private const int AtOnce = 10;

    /// <summary>For so long an endpoint that is not in the settings may be one that another process knows already, or still.</summary>
    private static readonly TimeSpan SettingsMayDiffer = TimeSpan.FromMinutes(10);

    private const string NotConfigured = "The endpoint is not configured any more.";

    private readonly ConcurrentDictionary<(string ChatId, string Endpoint), bool> _underWay = new();

    /// <summary>There are endpoints.</summary>
    public bool IsOn => !endpoints.All.IsEmpty;

    /// <summary>Tells what is due; returns the chat as it is then.</summary>
    public async Task<Chat> TellAsync(Chat chat, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var due = chat.Events.GroupBy(e => e.Endpoint).Where(g => !(g.First().After > now) || g.Count() > Chat.MaxEvents || IsOverdue(chat, g.First(), now)).Select(g => g.Key).ToList();
        if (due.Count == 0)
        {
            return chat;
        }

        // Not the turn's token: what was begun is finished when the turn is over.
        var telling = Task.WhenAll(due.Where(name => _underWay.TryAdd((chat.Id, name), true)).Select(name => RunAsync(chat.Id, name, CancellationToken.None)));
        if (!telling.IsCompleted)
        {
            using var spent = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(telling, Task.Delay(TurnWaits, time, spent.Token));
            await spent.CancelAsync();
        }

        return await ledger.KnownAsync(chat.Id, cancellationToken);
    }

    /// <summary>Tells an event once more that is a dead letter.</summary>
    /// <returns>Why it is not done; null = it is.</returns>
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
            // Another process may have told them since this one last looked.
            var chat = await ledger.GetAsync(chatId, TimeSpan.Zero, cancellationToken) ?? throw new ChatGoneException();
            await TellAsync(chat, name, [.. chat.Events.Where(e => e.Endpoint == name)], cancellationToken);
        }
        catch (ChatGoneException)
        {
            // Erased meanwhile: nobody is told any more.
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

    /// <summary>Tells one endpoint, until it does not take an event. Of what can't wait any longer the rest is given up then, and not tried.</summary>
    private async Task TellAsync(Chat chat, string name, ImmutableArray<LifecycleEvent> events, CancellationToken cancellationToken)
    {
        var (endpoint, told, until) = (Find(name), ImmutableArray.CreateBuilder<LifecycleEvent>(), time.GetUtcNow() + RunLimit);
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
                told.Add(what);
                await (told.Count < AtOnce ? Task.CompletedTask : CommitAsync(chat, told, cancellationToken));
            }
            else if (result is DeliveryResult.RetryLater later && mayWait && (!later.Counts || what.Attempts < endpoint!.RetrySchedule.Length))
            {
                await PutOffAsync(chat, told, what, later, endpoint, cancellationToken);
                return;
            }
            else
            {
                var reason = ReasonOf(result);
                failure ??= mayWait ? null : reason;
                await BuryAsync(chat, told, what, reason, cancellationToken);
            }
        }

        await (told.Count == 0 ? Task.CompletedTask : CommitAsync(chat, told, cancellationToken));
    }

    /// <summary>The chat ended, and the event was noted, so long ago that nobody is told of it again.</summary>
    private static bool IsOverdue(Chat chat, LifecycleEvent what, DateTimeOffset now) =>
        chat.State == ChatState.Idle && now - what.At > Chat.EndedLimit && now - (chat.EndedAt ?? chat.LastActivityAt) > Chat.EndedLimit;

    private Task CommitAsync(Chat chat, ImmutableArray<LifecycleEvent>.Builder told, CancellationToken cancellationToken) =>
        ledger.CommitAsync(chat.Id, [new ChatFact.Told(told.DrainToImmutable())], cancellationToken);

    private async Task PutOffAsync(
        Chat chat,
        ImmutableArray<LifecycleEvent>.Builder told,
        LifecycleEvent what,
        DeliveryResult.RetryLater later,
        IEventEndpoint? endpoint,
        CancellationToken cancellationToken)
    {
        // Up to a tenth more, so that many that failed together do not come back together.
        var wait = later.After ?? (endpoint!.RetrySchedule[Math.Min(what.Attempts, endpoint.RetrySchedule.Length - 1)] * (1 + (Random.Shared.NextDouble() / 10)));
        var again = what with { Attempts = what.Attempts + (later.Counts ? 1 : 0), After = time.GetUtcNow() + wait };
        await ledger.CommitAsync(chat.Id, [new ChatFact.Told(told.DrainToImmutable()), new ChatFact.NotTold(again)], cancellationToken);
        Log.Later(logger, chat.Id, what.Type, what.Endpoint, later.Reason);
    }

    private async Task BuryAsync(
        Chat chat, ImmutableArray<LifecycleEvent>.Builder told, LifecycleEvent what, string reason, CancellationToken cancellationToken)
    {
        var letter = new DeadLetter(chat.Id, what.Index, ToContactCenter: false, DeadLetter.ReasonOf(what, reason), time.GetUtcNow()) { Event = what };
        told.Add(what);
        await burial.BuryAsync(chat.Id, [letter], [new ChatFact.Told(told.DrainToImmutable())], c => c, null, cancellationToken);
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
            result = new DeliveryResult.RetryLater(null, $"The event could not be told ({e.GetType().Name}).");
        }

        Telemetry.Events.Add(1, new("endpoint", endpoint.Name), new("type", what.Type), new("result", result.GetType().Name));
        return result;
    }

    private static string ReasonOf(DeliveryResult result) => result switch
    {
        DeliveryResult.RetryLater later => later.Reason,
        DeliveryResult.Refused refused => refused.Reason,
        _ => "The endpoint was not told.",
    };

    private IEventEndpoint? Find(string name) => endpoints.All.FirstOrDefault(e => e.Name == name);

    private static partial class Log
    {
        [LoggerMessage(730, LogLevel.Warning, "Chat {ChatId}: event {Type} not told to {Endpoint} yet ({Reason}).")]
        public static partial void Later(ILogger logger, ShortChatId chatId, string type, string endpoint, string reason);

        [LoggerMessage(731, LogLevel.Warning, "Chat {ChatId}: event {Type} not told to {Endpoint}, a dead letter ({Reason}).")]
        public static partial void GivenUp(ILogger logger, ShortChatId chatId, string type, string endpoint, string reason);

        [LoggerMessage(732, LogLevel.Warning, "Chat {ChatId}: events were not told; a later turn does it.")]
        public static partial void Failed(ILogger logger, ShortChatId chatId, Exception exception);
    }
}
