using CustomerChat.App;
using CustomerChat.Operating;
using CustomerChat.Turn;

namespace CustomerChat.SelfHost.Runtime;

/// <summary>
/// Makes sure that one of several self-hosts on one storage runs the turns. It tries in rounds to hold the lease. It opens the queue while this process
/// holds the lease, and closes the queue when another process holds it. It does not depend on how long a call takes: only the result of a round changes what this
/// process runs.
/// </summary>
internal sealed partial class RunnerElection(
    IRunnerLease lease, DueQueue queue, IChatIndex index, MissingChats missing, StorageOutage outage, TimeProvider time, ILogger<RunnerElection> logger)
    : BackgroundService
{
    /// <summary>How long a lease lasts without renewal. Another process takes over within 23 s: this time and one more round.</summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(20);

    /// <summary>How often the process renews the lease, and reads the wake-ups of other processes.</summary>
    public static readonly TimeSpan Round = TimeSpan.FromSeconds(3);

    /// <summary>How often the process reads the index, to find open chats that nobody has started.</summary>
    private static readonly TimeSpan TakeUpEvery = TimeSpan.FromMinutes(1);

    /// <summary>After this time, a note in the index without a chat was left by a crash.</summary>
    private static readonly TimeSpan Orphaned = TimeSpan.FromMinutes(10);

    /// <summary>The time over which the first turns of the chats that this process takes over are spread.</summary>
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(2);

    /// <summary>Chats that were woken here. This process still has to report them to the process that holds the lease.</summary>
    private readonly Queue<string> _toReport = [];

    private Task _takingUp = Task.CompletedTask;
    private DateTimeOffset _takeUpAt;
    private bool _rereadAll;

    /// <summary>Runs one round. Public for tests.</summary>
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
            // Another process may have changed any of the chats.
            Log.Runs(logger);
            (_rereadAll, _takeUpAt) = (true, DateTimeOffset.MinValue);
        }

        foreach (var wake in round.Wakes)
        {
            queue.TryWake(wake.ChatId, TimeSpan.Zero, reread: true);
        }

        // Each wake-up is put into the queue first, and removed then. If the process fails in between, the next round reads it again.
        await lease.RemoveAsync(round.Wakes, cancellationToken);
        if (_takingUp.IsCompleted && time.GetUtcNow() >= _takeUpAt)
        {
            // This round does not wait for the index: the lease must be renewed meanwhile, even if the index is long.
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

    /// <summary>Another process runs the turns. This process reports the chats to it that were woken here and have not had their turn.</summary>
    private async Task StandDownAsync(CancellationToken cancellationToken)
    {
        foreach (var chatId in queue.Close())
        {
            _toReport.Enqueue(chatId);
        }

        while (_toReport.TryPeek(out var chatId))
        {
            await lease.WakeAsync(chatId, cancellationToken);
            _toReport.Dequeue();
        }
    }

    /// <summary>Puts every open chat of the index into the queue. If this fails, the next round does it again.</summary>
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

                    // The turns are spread out. Otherwise many chats would always be due at the same moment.
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
            // The lease expires by itself.
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
        [LoggerMessage(401, LogLevel.Error, "The lease or the index of open chats could not be used. The relay tries again in a few seconds.")]
        public static partial void Failed(ILogger logger, Exception exception);

        [LoggerMessage(402, LogLevel.Information, "This process runs the turns now.")]
        public static partial void Runs(ILogger logger);
    }
}
