using System.Collections.Concurrent;
using CustomerChat.Chats;
using CustomerChat.Turn;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CustomerChat.Functions.Chats;

/// <summary>
/// Polls a chat between two of its windows. The engine normally needs 0.1 s from one window to the next. It needs 5 s when the storage refuses to delete a message
/// whose lease the engine has just renewed, and more under load. If the next window begins in this process, it takes over the polling. If it begins in another
/// process, both poll for a few seconds, which is safe.
/// </summary>
public sealed partial class HandOvers(WakeSignals signals, IHostApplicationLifetime host, TimeProvider time, ILogger<HandOvers> logger)
{
    /// <summary>The longest hand-over. If the next window has not begun here by then, it runs in another process, and the polling here ends.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, HandOver> _running = new(StringComparer.Ordinal);

    /// <summary>Runs a turn of the chat.</summary>
    /// <param name="failures">How many polls have failed in a row.</param>
    /// <param name="readAgain">True = another instance has changed the chat, so the turn must read it from the store again.</param>
    /// <param name="cancellationToken">Cancelled when the host stops.</param>
    public delegate Task<TurnResult> Turn(int failures, bool readAgain, CancellationToken cancellationToken);

    /// <summary>
    /// Begins a hand-over: the chat's window has ended with <paramref name="report"/>. The chat stays in <see cref="WakeSignals"/> until its next window has begun.
    /// </summary>
    public void Begin(string chatId, WindowReport report, Turn turn)
    {
        var handOver = new HandOver();
        _running[chatId] = handOver;
        _ = PollAsync(chatId, report, turn, handOver);
    }

    /// <summary>Ends a hand-over: the chat's next window begins here. From now on, the window owns the chat in <see cref="WakeSignals"/>.</summary>
    /// <returns>The state of the polling; null = this process is not handing the chat over.</returns>
    public async Task<WindowReport?> TakeAsync(string chatId)
    {
        if (!_running.TryRemove(chatId, out var handOver))
        {
            return null;
        }

        await handOver.Taken.CancelAsync();
        return await handOver.Left.Task;
    }

    private async Task PollAsync(string chatId, WindowReport report, Turn turn, HandOver handOver)
    {
        var end = time.GetUtcNow() + Longest;
        try
        {
            while (!report.Ended && time.GetUtcNow() is var now && now < end)
            {
                var due = report.DueAt is { } at && at < end ? at : end;
                var readAgain = await signals.WaitAsync(chatId, due - now, time, handOver.Taken.Token);
                var outcome = await turn(report.Failures, readAgain, host.ApplicationStopping);
                report = report with { Failures = outcome.Failures, DueAt = time.GetUtcNow() + outcome.Delay, Ended = outcome.Ended };
            }
        }
        catch (OperationCanceledException)
        {
            // The next window has begun, or the host stops.
        }
        catch (Exception e)
        {
            Log.Failed(logger, chatId, e);
        }
        finally
        {
            if (_running.TryRemove(KeyValuePair.Create(chatId, handOver)))
            {
                signals.End(chatId);
            }

            handOver.Left.SetResult(report);
        }
    }

    private sealed record HandOver
    {
        public CancellationTokenSource Taken { get; } = new();

        public TaskCompletionSource<WindowReport> Left { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private static partial class Log
    {
        [LoggerMessage(612, LogLevel.Warning, "Chat {ChatId}: a turn between two windows failed; its next window goes on.")]
        public static partial void Failed(ILogger logger, ShortChatId chatId, Exception exception);
    }
}
