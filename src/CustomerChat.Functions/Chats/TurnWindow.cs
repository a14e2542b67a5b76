using CustomerChat.Chats;
using CustomerChat.Operating;
using CustomerChat.Turn;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CustomerChat.Functions.Chats;

/// <summary>
/// Runs the turns of a chat for a window, at the exact intervals of the poll schedule. It returns at the window's end, at the chat's end, and when the
/// orchestration can wait at less cost (<see cref="Waiting"/>). When the host stops, it aborts (<see cref="OperationCanceledException"/>): at once, or up to 3 s later
/// if a message is being delivered or the chat is being opened.
/// </summary>
public sealed partial class TurnWindow(
    ChatRelay relay,
    IChatRuntime runtime,
    IChatIndex index,
    WakeSignals signals,
    BetweenWindows betweenWindows,
    InstanceLoad load,
    IOptions<RelayOptions> options,
    TimeProvider time,
    ILogger<TurnWindow> logger)
{
    /// <summary>A window reads the chat from the store at least this often. So it sees changes that neither a message nor a wake-up has reported.</summary>
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromSeconds(30);

    /// <summary>How often a chat's heartbeat is written. The watchdog waits until two heartbeats are missing.</summary>
    public static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(30);

    /// <summary>How long a short turn may take to settle everything. After that, it leaves the rest to the window.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(20);

    public async Task<WindowReport> RunAsync(TurnRequest request, CancellationToken cancellationToken)
    {
        if (request.IsShort)
        {
            return await AnswerAsync(request, cancellationToken);
        }

        if (await betweenWindows.TakeAsync(request.ChatId) is { } left)
        {
            request = request with { Failures = left.Failures, DueAt = left.DueAt };
        }
        else if (!signals.TryBegin(request.ChatId))
        {
            // The engine has handed out the same turn twice. The other one goes on.
            var later = PollSchedule.Longest / 2;
            return new WindowReport
            {
                Failures = request.Failures,
                DueAt = time.GetUtcNow() + later,
                DueInMilliseconds = (int)later.TotalMilliseconds,
                HeartbeatAt = request.HeartbeatAt,
            };
        }

        var pollsOn = false;
        try
        {
            var report = await PollAsync(request, cancellationToken);
            pollsOn = report is { PollsOn: true, Ended: false };
            if (pollsOn)
            {
                betweenWindows.Begin(request.ChatId, report, (failures, readAgain, stopping) =>
                    TurnAsync(request.ChatId, failures, MaxAge(failures, readAgain), stopping));
            }

            return report;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // After the abort, another host gets this work item within seconds. A result would go into a queue from which the stopping host still prefetches, and nobody
            // else would see it until the queue's visibility timeout is over.
            Log.Aborted(logger, request.ChatId);
            throw;
        }
        finally
        {
            if (!pollsOn)
            {
                signals.End(request.ChatId);
            }
        }
    }

    /// <summary>
    /// How old this process's copy of a chat may be. While the contact centre does not answer, its messages can't show that another instance has stored a new text.
    /// So each turn reads the store then.
    /// </summary>
    private static TimeSpan MaxAge(int failures, bool readAgain) => readAgain || failures > 0 ? TimeSpan.Zero : ReadAgainAfter;

    /// <summary>
    /// Answers a wake-up. If the chat's window runs in this process, the method wakes the window. If not, it runs turns beside the window until nothing is pending.
    /// While the contact centre does not answer, it leaves the rest to the window, which reads the chat from the store before each try.
    /// </summary>
    private async Task<WindowReport> AnswerAsync(TurnRequest request, CancellationToken cancellationToken)
    {
        if (signals.TryWake(request.ChatId, readAgain: true))
        {
            return new WindowReport();
        }

        var began = time.GetUtcNow();
        var outcome = await TurnAsync(request.ChatId, 0, TimeSpan.Zero, cancellationToken);
        while (outcome is { Ended: false, Pending: true, Failures: 0 } && time.GetUtcNow() - began < AnswerLimit)
        {
            await Task.Delay(outcome.Delay, time, cancellationToken);
            outcome = await TurnAsync(request.ChatId, 0, ReadAgainAfter, cancellationToken);
        }

        return new WindowReport();
    }

    private async Task<WindowReport> PollAsync(TurnRequest request, CancellationToken cancellationToken)
    {
        var began = time.GetUtcNow();
        var (failures, heartbeatAt, readAgain, spread) = (request.Failures, request.HeartbeatAt, true, Random.Shared.NextDouble());
        var due = request.DueAt ?? (began + TimeSpan.FromMilliseconds(request.DueInMilliseconds));
        while (true)
        {
            readAgain |= await signals.WaitAsync(request.ChatId, due - time.GetUtcNow(), time, cancellationToken);
            heartbeatAt = await BeatAsync(request.ChatId, heartbeatAt, cancellationToken);
            var outcome = await TurnAsync(request.ChatId, failures, MaxAge(failures, readAgain), cancellationToken);
            var now = time.GetUtcNow();
            Telemetry.PollLag.Record(Math.Max(0, (now - due).TotalSeconds));
            (failures, due, readAgain) = (outcome.Failures, now + outcome.Delay, false);

            var quiet = Waiting.IsQuiet(outcome.Delay);
            var (chats, lively) = load.Polled(request.ChatId, !quiet, outcome.Ended);
            var length = WindowLength.Of(options.Value.TurnWindow, !quiet, signals.Running);
            var waiter = Waiting.Decide(
                outcome.Delay, now - began, WindowLength.Spread(length, spread), chats, lively, options.Value.TimerChats);
            if (outcome.Ended || waiter != Waiter.Window)
            {
                // When few slots are free, the chat gives up its slot between two windows.
                return Report(outcome, now, waiter, heartbeatAt, pollsOn: waiter == Waiter.NextWindow && length > WindowLength.Crowded);
            }
        }
    }

    /// <summary>Runs a turn, and starts the chat that took over this chat's unsent texts, if there is one.</summary>
    private async Task<TurnResult> TurnAsync(string chatId, int failures, TimeSpan maxAge, CancellationToken cancellationToken)
    {
        var outcome = await relay.TurnAsync(chatId, failures, maxAge, cancellationToken);
        await StartAsync(outcome.Successor, cancellationToken);
        return outcome;
    }

    private async Task StartAsync(string? successor, CancellationToken cancellationToken)
    {
        try
        {
            await (successor is null ? Task.CompletedTask : runtime.StartAsync(successor, cancellationToken));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The chat is stored, and it is in the index: the watchdog starts it.
            Log.NotStarted(logger, successor!, e);
        }
    }

    private async Task<DateTimeOffset?> BeatAsync(string chatId, DateTimeOffset? last, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now - last < HeartbeatEvery)
        {
            return last;
        }

        await index.WriteHeartbeatAsync(chatId, now, cancellationToken);
        return now;
    }

    private static WindowReport Report(TurnResult outcome, DateTimeOffset now, Waiter waiter, DateTimeOffset? heartbeatAt, bool pollsOn) => new()
    {
        Ended = outcome.Ended,
        DueInMilliseconds = (int)outcome.Delay.TotalMilliseconds,
        DueAt = waiter == Waiter.Orchestration ? Waiting.Align(now, outcome.Delay) : now + outcome.Delay,
        PollsOn = pollsOn,
        Failures = outcome.Failures,
        HeartbeatAt = heartbeatAt,
        State = outcome.State?.ToString(),
        LastIndex = outcome.LastIndex,
    };

    private static partial class Log
    {
        [LoggerMessage(610, LogLevel.Information, "Chat {ChatId}: its window was aborted because the host is stopping.")]
        public static partial void Aborted(ILogger logger, ShortChatId chatId);

        [LoggerMessage(611, LogLevel.Warning, "Chat {ChatId}: could not be started. A later check of the open chats starts it.")]
        public static partial void NotStarted(ILogger logger, ShortChatId chatId, Exception exception);
    }
}
