using CustomerChat.App;
using CustomerChat.Chats;
using CustomerChat.Turn;

namespace CustomerChat.SelfHost.Runtime;

/// <summary>Takes chats whose turn is due from the queue, and runs their turns. The number of turns at the same time is limited.</summary>
internal sealed partial class TurnWorkers(
    DueQueue queue, ChatRelay relay, IChatRuntime runtime, MissingChats missing, StorageOutage outage, TimeProvider time, ILogger<TurnWorkers> logger) : BackgroundService
{
    /// <summary>
    /// The most turns at the same time. A turn mostly waits for the contact centre. A contact centre that does not answer holds a turn for 10 s or more.
    /// </summary>
    private const int TurnsAtOnce = 1_024;

    /// <summary>The oldest state of a chat that a turn may use. So a change by another process is seen after this time, even if its wake-up did not arrive.</summary>
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromMinutes(2);

    private readonly SemaphoreSlim _slots = new(TurnsAtOnce, TurnsAtOnce);

    /// <summary>The time until the next turn. The next turn begins at most 30 s after this one began, even if this one took long. Pure.</summary>
    public static TimeSpan Wait(TimeSpan asked, TimeSpan took)
    {
        var left = PollSchedule.Longest - took;
        return asked <= left ? asked : left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Takes the due chats from the queue one after the other: only this method waits for the queue. It ends when the last turn has ended.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Telemetry.Meter.CreateObservableGauge("customerchat.chats.open", () => queue.Count, "{chat}", "Chats whose turns this instance runs.");
        try
        {
            while (true)
            {
                await _slots.WaitAsync(stoppingToken);
                try
                {
                    _ = WorkAsync(await queue.TakeAsync(stoppingToken), stoppingToken);
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
        // The turn leaves the dispatcher's thread: what a turn does before its first wait must not delay the other turns.
        await Task.Yield();
        var began = time.GetTimestamp();
        var (delay, failures) = await TurnAsync(due, stoppingToken);
        var took = time.GetElapsedTime(began);
        Telemetry.PollLag.Record((due.Lag + took).TotalSeconds);
        queue.Return(due, delay is { } asked ? Wait(asked, took) : null, failures);
        _slots.Release();
    }

    private async Task<(TimeSpan? Delay, int Failures)> TurnAsync(DueChat due, CancellationToken stoppingToken)
    {
        try
        {
            var outcome = await relay.TurnAsync(due.ChatId, due.Failures, due.Reread ? TimeSpan.Zero : ReadAgainAfter, stoppingToken);
            if (outcome.State is null)
            {
                missing.Add(due.ChatId);
            }

            await StartAsync(outcome.Successor, stoppingToken);
            return (outcome.Ended ? null : outcome.Delay, outcome.Failures);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return (TimeSpan.Zero, due.Failures);
        }
        catch (Exception e)
        {
            if (!outage.Takes(e))
            {
                Log.TurnFailed(logger, due.ChatId, due.Failures + 1, e);
            }

            return (PollSchedule.AfterFailure(due.Failures + 1, null, Random.Shared.NextDouble()), due.Failures + 1);
        }
    }

    /// <summary>Starts the chat that took over the unsent texts of an ended chat, if there is one.</summary>
    private async Task StartAsync(string? successor, CancellationToken stoppingToken)
    {
        try
        {
            await (successor is null ? Task.CompletedTask : runtime.StartAsync(successor, stoppingToken));
        }
        catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            // The chat is stored, and it is in the index: the process that runs the turns finds it there.
            Log.NotStarted(logger, successor!, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(400, LogLevel.Error, "Chat {ChatId}: a turn failed, {Failures} in a row.")]
        public static partial void TurnFailed(ILogger logger, ShortChatId chatId, int failures, Exception exception);

        [LoggerMessage(403, LogLevel.Warning, "Chat {ChatId}: could not be started now. The process that runs the turns will find it in the index of open chats.")]
        public static partial void NotStarted(ILogger logger, ShortChatId chatId, Exception exception);
    }
}
