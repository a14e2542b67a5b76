using CustomerChat.Chats;
using CustomerChat.Operating;
using CustomerChat.Turn;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CustomerChat.Functions.Chats;

/// <summary>
/// Runs the turns of a chat for a window, by the schedule's exact intervals, and hands back: at the window's end, at the
/// chat's end, and where the orchestration waits more cheaply (<see cref="Waiting"/>). When the host wants to stop it aborts at
/// once (<see cref="OperationCanceledException"/>).
/// </summary>
public sealed partial class TurnWindow(
    ChatRelay relay,
    IChatRuntime runtime,
    IChatIndex index,
    WakeSignals signals,
    HandOvers handOvers,
    InstanceLoad load,
    IOptions<RelayOptions> options,
    TimeProvider time,
    ILogger<TurnWindow> logger)
{
    /// <summary>The chat is read again at least this often, for what neither the messages upstream nor a wake-up has told.</summary>
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromSeconds(30);

    /// <summary>How often a chat's heartbeat is written; the watchdog waits for two of them.</summary>
    public static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(30);

    /// <summary>A short turn that could not settle everything in this time leaves it to the window.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(20);

    public async Task<WindowReport> RunAsync(TurnRequest request, CancellationToken cancellationToken)
    {
        if (request.IsShort)
        {
            return await AnswerAsync(request, cancellationToken);
        }

        if (await handOvers.TakeAsync(request.ChatId) is { } left)
        {
            request = request with { Failures = left.Failures, DueAt = left.DueAt };
        }
        else if (!signals.TryBegin(request.ChatId))
        {
            // The engine has handed the same turn out twice: the other one goes on.
            var later = PollSchedule.Longest / 2;
            return new WindowReport
            {
                Failures = request.Failures,
                DueAt = time.GetUtcNow() + later,
                DueInMilliseconds = (int)later.TotalMilliseconds,
                HeartbeatAt = request.HeartbeatAt,
            };
        }

        var handsOver = false;
        try
        {
            var report = await PollAsync(request, cancellationToken);
            handsOver = report is { HandOver: true, Ended: false };
            if (handsOver)
            {
                handOvers.Begin(request.ChatId, report, (failures, readAgain, stopping) =>
                    TurnAsync(request.ChatId, failures, MaxAge(failures, readAgain), stopping));
            }

            return report;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Aborted, this very work item is another host's within seconds. A result would go through a queue that the stopping
            // host still reads ahead of, and be out of everybody's sight for as long as that queue's visibility timeout.
            Log.Aborted(logger, request.ChatId);
            throw;
        }
        finally
        {
            if (!handsOver)
            {
                signals.End(request.ChatId);
            }
        }
    }

    /// <summary>While the contact centre is away, texts that came elsewhere are not seen upstream: they are looked for.</summary>
    private static TimeSpan MaxAge(int failures, bool readAgain) => readAgain || failures > 0 ? TimeSpan.Zero : ReadAgainAfter;

    /// <summary>
    /// Answers a wake-up: the window of this process goes on with what is new, or else turns are run beside it until nothing is
    /// pending. While the contact centre is away that is left to the window, which reads the chat again before each of its tries.
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
                // Where slots are short, a chat gives its own away between two windows.
                return Report(outcome, now, waiter, heartbeatAt, handOver: waiter == Waiter.NextWindow && length > WindowLength.Crowded);
            }
        }
    }

    /// <summary>Runs a turn, and starts the chat that has taken over this one's words, if there is one.</summary>
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
            // It is kept and in the index: the watchdog starts it.
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

    private static WindowReport Report(TurnResult outcome, DateTimeOffset now, Waiter waiter, DateTimeOffset? heartbeatAt, bool handOver) => new()
    {
        Ended = outcome.Ended,
        DueInMilliseconds = (int)outcome.Delay.TotalMilliseconds,
        DueAt = waiter == Waiter.Orchestration ? Waiting.Align(now, outcome.Delay) : now + outcome.Delay,
        HandOver = handOver,
        Failures = outcome.Failures,
        HeartbeatAt = heartbeatAt,
        State = outcome.State?.ToString(),
        LastIndex = outcome.LastIndex,
    };

    private static partial class Log
    {
        [LoggerMessage(610, LogLevel.Information, "Chat {ChatId}: its window is aborted, the host stops.")]
        public static partial void Aborted(ILogger logger, ShortChatId chatId);

        [LoggerMessage(611, LogLevel.Warning, "Chat {ChatId}: not started; the watchdog will.")]
        public static partial void NotStarted(ILogger logger, ShortChatId chatId, Exception exception);
    }
}
