using CustomerChat.Chats;
using CustomerChat.Operating;
using CustomerChat.Turn;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CustomerChat.Functions.Chats;

/// <summary>
/// Runs the turns of a chat for a window, by the schedule's exact intervals, and hands back: at the window's end and at the
/// chat's end. When the host wants to stop it aborts at once (<see cref="OperationCanceledException"/>).
/// </summary>
public sealed partial class TurnWindow(
    ChatRelay relay, IChatRuntime runtime, IChatIndex index, WakeSignals signals, IOptions<RelayOptions> options, TimeProvider time, ILogger<TurnWindow> logger)
{
    /// <summary>A change by another instance is seen after this.</summary>
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromSeconds(30);

    /// <summary>How often a window says that it lives; the watchdog waits for two of them.</summary>
    private static readonly TimeSpan SignEvery = TimeSpan.FromSeconds(55);

    public async Task<TurnReport> RunAsync(TurnRequest request, CancellationToken cancellationToken)
    {
        var handedBack = new TurnReport { Failures = request.Failures, DueInMilliseconds = request.DueInMilliseconds };
        if (!signals.TryBegin(request.ChatId))
        {
            // The engine has handed the same turn out twice: the other one goes on.
            return handedBack with { DueInMilliseconds = (int)PollSchedule.Longest.TotalMilliseconds / 2 };
        }

        try
        {
            return await PollAsync(request, handedBack, cancellationToken);
        }
        finally
        {
            signals.End(request.ChatId);
        }
    }

    private async Task<TurnReport> PollAsync(TurnRequest request, TurnReport report, CancellationToken cancellationToken)
    {
        var (began, signedAt, maxAge) = (time.GetUtcNow(), DateTimeOffset.MinValue, TimeSpan.Zero);
        try
        {
            while (true)
            {
                var due = time.GetUtcNow() + TimeSpan.FromMilliseconds(report.DueInMilliseconds);
                if (report.DueInMilliseconds > 0)
                {
                    await signals.WaitAsync(request.ChatId, TimeSpan.FromMilliseconds(report.DueInMilliseconds), time, cancellationToken);
                }

                var now = time.GetUtcNow();
                if (now - signedAt > SignEvery)
                {
                    await index.GiveSignOfLifeAsync(request.ChatId, now, cancellationToken);
                    signedAt = now;
                }

                var outcome = await relay.TurnAsync(request.ChatId, report.Failures, maxAge, cancellationToken);
                Telemetry.PollLag.Record(Math.Max(0, (time.GetUtcNow() - due).TotalSeconds));
                await StartAsync(outcome.Successor, cancellationToken);
                maxAge = ReadAgainAfter;
                var length = WindowLength.Of(options.Value.TurnWindow, outcome.Delay <= options.Value.FastPoll, signals.Running);
                report = Report(outcome, handOver: length > WindowLength.Crowded);
                if (report.Ended || time.GetUtcNow() + outcome.Delay - began > length)
                {
                    return report;
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Aborted, this very work item is another host's within seconds. A result would go through a queue that the stopping
            // host still reads ahead of, and be out of everybody's sight for as long as that queue's visibility timeout.
            Log.Aborted(logger, request.ChatId);
            throw;
        }
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

    private static TurnReport Report(TurnOutcome outcome, bool handOver) => new()
    {
        Ended = outcome.Ended,
        DueInMilliseconds = (int)outcome.Delay.TotalMilliseconds,
        HandOver = handOver,
        Failures = outcome.Failures,
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
