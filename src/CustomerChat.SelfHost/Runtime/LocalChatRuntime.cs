using System.Collections.Concurrent;
using CustomerChat.Chats;
using CustomerChat.Operating;
using CustomerChat.Turn;

namespace CustomerChat.SelfHost.Runtime;

/// <summary>
/// The self-host's engine: one due-time queue and a fixed number of turns at once. Of several hosts on one storage, the one that
/// holds a shard's lease runs the turns of its chats; the others ring for it.
/// </summary>
internal sealed partial class LocalChatRuntime(
    ChatRelay relay, IChatIndex index, IShardLeases leases, TimeProvider time, ILogger<LocalChatRuntime> logger) : BackgroundService, IChatRuntime
{
    /// <summary>Turns at once. A turn mostly waits for the contact centre, and one that does not answer holds it for 10 s and more.</summary>
    private const int TurnsAtOnce = 1_024;

    /// <summary>Another host takes over within this and one round of <see cref="Round"/>.</summary>
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Round = TimeSpan.FromSeconds(5);

    /// <summary>How often the index is read for chats that nobody has started.</summary>
    private static readonly TimeSpan TakeUpEvery = TimeSpan.FromMinutes(1);

    /// <summary>Whatever got lost between two hosts is seen after this.</summary>
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromMinutes(2);

    /// <summary>A note in the index that has no chat after this was left by a crash.</summary>
    private static readonly TimeSpan Orphaned = TimeSpan.FromMinutes(10);

    private readonly DueQueue _queue = new(time);
    private readonly SemaphoreSlim _slots = new(TurnsAtOnce, TurnsAtOnce);
    private readonly ConcurrentDictionary<string, bool> _withoutChat = new(StringComparer.Ordinal);
    private readonly DateTimeOffset[] _heldUntil = new DateTimeOffset[IChatIndex.Shards];

    public Task StartAsync(string chatId, CancellationToken cancellationToken) => WakeAsync(chatId, cancellationToken);

    public async Task WakeAsync(string chatId, CancellationToken cancellationToken)
    {
        var shard = index.ShardOf(chatId);
        _queue.Wake(chatId, TimeSpan.Zero);
        if (!Holds(shard))
        {
            // One turn here as a guest, so that nothing waits; the holder goes on with it.
            await leases.RingAsync(shard, chatId, cancellationToken);
        }
    }

    public Task<RuntimeStatus?> DescribeAsync(string chatId, CancellationToken cancellationToken) => Task.FromResult(_queue.Describe(chatId));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Telemetry.Meter.CreateObservableGauge("customerchat.chats.open", () => _queue.Count, "{chat}", "Chats whose turns this instance runs.");
        var dispatching = DispatchAsync(stoppingToken);
        try
        {
            await HoldShardsAsync(stoppingToken);
        }
        finally
        {
            await dispatching;
            await ReleaseAsync();
        }
    }

    /// <summary>Hands out what is due, one after the other: only this waits on the queue. Ends when the last turn has.</summary>
    private async Task DispatchAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await _slots.WaitAsync(stoppingToken);
                try
                {
                    _ = WorkAsync(await _queue.TakeAsync(stoppingToken), stoppingToken);
                }
                catch
                {
                    _slots.Release();
                    throw;
                }
            }
        }
        catch (OperationCanceledException)
        {
            for (var slot = 0; slot < TurnsAtOnce; slot++)
            {
                await _slots.WaitAsync(CancellationToken.None);
            }
        }
    }

    private async Task WorkAsync(DueChat due, CancellationToken stoppingToken)
    {
        // Off the dispatcher: what a turn does before its first wait is not to hold up the others.
        await Task.Yield();
        var began = time.GetTimestamp();
        var (delay, failures) = await TurnAsync(due, stoppingToken);
        Telemetry.PollLag.Record((due.Lag + time.GetElapsedTime(began)).TotalSeconds);
        _queue.Return(due.ChatId, Holds(index.ShardOf(due.ChatId)) ? delay : null, failures);
        _slots.Release();
    }

    private async Task<(TimeSpan? Delay, int Failures)> TurnAsync(DueChat due, CancellationToken stoppingToken)
    {
        try
        {
            var maxAge = due.Reread || !Holds(index.ShardOf(due.ChatId)) ? TimeSpan.Zero : ReadAgainAfter;
            var outcome = await relay.TurnAsync(due.ChatId, due.Failures, maxAge, stoppingToken);
            if (outcome.State is null)
            {
                _withoutChat[due.ChatId] = true;
            }

            if (outcome.Successor is { } successor)
            {
                await StartAsync(successor, stoppingToken);
            }

            return (outcome.Ended ? null : outcome.Delay, outcome.Failures);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return (TimeSpan.Zero, due.Failures);
        }
        catch (Exception e)
        {
            Log.TurnFailed(logger, due.ChatId, due.Failures + 1, e);
            return (PollSchedule.AfterFailure(due.Failures + 1, null, Random.Shared.NextDouble()), due.Failures + 1);
        }
    }

    private async Task HoldShardsAsync(CancellationToken stoppingToken)
    {
        var tookUpAt = new DateTimeOffset[IChatIndex.Shards];
        while (!stoppingToken.IsCancellationRequested)
        {
            for (var shard = 0; shard < IChatIndex.Shards; shard++)
            {
                try
                {
                    await HoldAsync(shard, tookUpAt, stoppingToken);
                }
                catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
                {
                    return;
                }
                catch (Exception e)
                {
                    Log.ShardFailed(logger, shard, e);
                }
            }

            await Task.Delay(Round, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task HoldAsync(int shard, DateTimeOffset[] tookUpAt, CancellationToken stoppingToken)
    {
        var had = Holds(shard);
        var until = time.GetUtcNow() + LeaseTime;
        var has = await leases.TryHoldAsync(shard, HostIdentity.Current, until, HostIdentity.IsGone, stoppingToken);
        _heldUntil[shard] = has ? until : DateTimeOffset.MinValue;
        if (!has)
        {
            if (had)
            {
                _queue.Drop(id => index.ShardOf(id) == shard);
            }

            return;
        }

        foreach (var chatId in await leases.TakeRingsAsync(shard, stoppingToken))
        {
            _queue.Wake(chatId, TimeSpan.Zero, reread: true);
        }

        if (!had || time.GetUtcNow() - tookUpAt[shard] > TakeUpEvery)
        {
            await TakeUpAsync(shard, reread: !had, stoppingToken);
            tookUpAt[shard] = time.GetUtcNow();
        }
    }

    private async Task TakeUpAsync(int shard, bool reread, CancellationToken stoppingToken)
    {
        await foreach (var open in index.ListOpenAsync(shard, stoppingToken))
        {
            if (_withoutChat.TryRemove(open.ChatId, out _) && time.GetUtcNow() - open.OpenedAt > Orphaned)
            {
                await index.RemoveAsync(open.ChatId, stoppingToken);
                continue;
            }

            // Spread out, so that many chats are not due in one instant for ever.
            _queue.Wake(open.ChatId, reread ? Random.Shared.NextDouble() * TimeSpan.FromSeconds(2) : PollSchedule.Longest, reread);
        }
    }

    private async Task ReleaseAsync()
    {
        for (var shard = 0; shard < IChatIndex.Shards; shard++)
        {
            try
            {
                if (Holds(shard))
                {
                    await leases.ReleaseAsync(shard, HostIdentity.Current, CancellationToken.None);
                }
            }
            catch (Exception e)
            {
                // It runs out by itself.
                Log.ShardFailed(logger, shard, e);
                return;
            }
        }
    }

    private bool Holds(int shard) => _heldUntil[shard] > time.GetUtcNow();

    private static partial class Log
    {
        [LoggerMessage(400, LogLevel.Error, "Chat {ChatId}: a turn failed, {Failures} in a row.")]
        public static partial void TurnFailed(ILogger logger, ShortChatId chatId, int failures, Exception exception);

        [LoggerMessage(401, LogLevel.Error, "Shard {Shard}: its lease or its chats could not be read.")]
        public static partial void ShardFailed(ILogger logger, int shard, Exception exception);
    }
}
