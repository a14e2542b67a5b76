using CustomerChat.App;
using CustomerChat.Operating;
using CustomerChat.Turn;

namespace CustomerChat.SelfHost.Runtime;

/// <summary>
/// Sees to it that one of several self-hosts on one storage runs the turns: tries in rounds to hold the lease, opens the queue
/// while it is held, and closes it when another process has it. Nothing here depends on how long a call takes: what this process
/// runs changes only by what a round has found.
/// </summary>
internal sealed partial class RunnerElection(
    IRunnerLease lease, DueQueue queue, IChatIndex index, MissingChats missing, StorageOutage outage, TimeProvider time, ILogger<RunnerElection> logger)
    : BackgroundService
{
    /// <summary>How long a lease lasts that is not renewed. With one round more, another process takes over within 25 s.</summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(20);

    /// <summary>How often the lease is renewed and wake-ups of other processes are read.</summary>
    public static readonly TimeSpan Round = TimeSpan.FromSeconds(3);

    /// <summary>How often the index is read for open chats that nobody has started.</summary>
    private static readonly TimeSpan TakeUpEvery = TimeSpan.FromMinutes(1);

    /// <summary>A note in the index that has no chat after this was left by a crash.</summary>
    private static readonly TimeSpan Orphaned = TimeSpan.FromMinutes(10);

    /// <summary>The first turns of chats that were taken up are spread over this.</summary>
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(2);

    /// <summary>Woken here, and the holder is to be told.</summary>
    private readonly Queue<string> _handOver = [];

    private Task _takingUp = Task.CompletedTask;
    private DateTimeOffset _takeUpAt;
    private bool _rereadAll;

    /// <summary>One round. Public for tests.</summary>
    public async Task RunRoundAsync(CancellationToken cancellationToken)
    {
        var round = await lease.HoldAsync(time.GetUtcNow() + LeaseTime, cancellationToken);
        if (!round.IsHeld)
        {
            await StandDownAsync(cancellationToken);
            return;
        }

        if (queue.Open() | round.IsNew)
        {
            // Another process may have changed any of them.
            Log.Runs(logger);
            (_rereadAll, _takeUpAt) = (true, DateTimeOffset.MinValue);
        }

        foreach (var wake in round.Wakes)
        {
            queue.TryWake(wake.ChatId, TimeSpan.Zero, reread: true);
        }

        // In the queue first, then removed: what fails in between is read again in the next round.
        await lease.RemoveAsync(round.Wakes, cancellationToken);
        if (_takingUp.IsCompleted && time.GetUtcNow() >= _takeUpAt)
        {
            // Not waited for: the lease is renewed meanwhile, however long the index is.
            _takingUp = TakeUpAsync(cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunRoundAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                Failed(e);
            }

            await Task.Delay(Round, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await ReleaseAsync();
    }

    /// <summary>Another process runs the turns: it is told of the chats that were woken here and have not had their turn.</summary>
    private async Task StandDownAsync(CancellationToken cancellationToken)
    {
        foreach (var chatId in queue.Close())
        {
            _handOver.Enqueue(chatId);
        }

        while (_handOver.TryPeek(out var chatId))
        {
            await lease.WakeAsync(chatId, cancellationToken);
            _handOver.Dequeue();
        }
    }

    /// <summary>Brings every open chat of the index into the queue. When it fails it is due again in the next round.</summary>
    private async Task TakeUpAsync(CancellationToken cancellationToken)
    {
        var reread = _rereadAll;
        (_rereadAll, _takeUpAt) = (false, time.GetUtcNow() + TakeUpEvery);
        try
        {
            var unknown = missing.Take();
            for (var shard = 0; shard < IChatIndex.Shards; shard++)
            {
                await foreach (var open in index.ListOpenAsync(shard, cancellationToken))
                {
                    if (unknown.Contains(open.ChatId) && time.GetUtcNow() - open.OpenedAt > Orphaned)
                    {
                        await index.RemoveAsync(open.ChatId, cancellationToken);
                        continue;
                    }

                    // Spread out, so that many chats are not due in one instant for ever.
                    queue.TryWake(open.ChatId, reread ? Random.Shared.NextDouble() * Spread : PollSchedule.Longest, reread);
                }
            }
        }
        catch (Exception e)
        {
            (_rereadAll, _takeUpAt) = (_rereadAll || reread, DateTimeOffset.MinValue);
            if (!cancellationToken.IsCancellationRequested)
            {
                Failed(e);
            }
        }
    }

    private async Task ReleaseAsync()
    {
        try
        {
            await _takingUp;
            queue.Close();
            await lease.ReleaseAsync(CancellationToken.None);
        }
        catch (Exception e)
        {
            // It runs out by itself.
            Failed(e);
        }
    }

    private void Failed(Exception exception)
    {
        if (!outage.Takes(exception))
        {
            Log.Failed(logger, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(401, LogLevel.Error, "The lease or the index of open chats could not be used; it is tried again in some seconds.")]
        public static partial void Failed(ILogger logger, Exception exception);

        [LoggerMessage(402, LogLevel.Information, "This process runs the turns now.")]
        public static partial void Runs(ILogger logger);
    }
}
