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
public sealed partial class BetweenWindows(WakeSignals signals, IHostApplicationLifetime host, TimeProvider time, ILogger<BetweenWindows> logger)
{
    /// <summary>The longest time that the polling here goes on. If the next window has not begun here by then, it runs in another process, and the polling here ends.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Gap> _running = new(StringComparer.Ordinal);

    /// <summary>Runs a turn of the chat.</summary>
    /// <param name="failures">How many polls have failed in a row.</param>
    /// <param name="readAgain">True = another instance has changed the chat, so the turn must read it from the store again.</param>
    /// <param name="cancellationToken">Cancelled when the host stops.</param>
    public delegate Task<TurnResult> Turn(int failures, bool readAgain, CancellationToken cancellationToken);

    /// <summary>
    /// Begins the polling: the chat's window has ended with <paramref name="report"/>. The chat stays in <see cref="WakeSignals"/> until its next window has begun.
    /// </summary>
    public void Begin(string chatId, WindowReport report, Turn turn)
    {
        var gap = new Gap();
        _running[chatId] = gap;
        _ = PollAsync(chatId, report, turn, gap);
    }

    /// <summary>Ends the polling: the chat's next window begins here. From now on, the window owns the chat in <see cref="WakeSignals"/>.</summary>
    /// <returns>The state of the polling; null = this process does not poll the chat.</returns>
    public async Task<WindowReport?> TakeAsync(string chatId)
    {
        if (!_running.TryRemove(chatId, out var gap))
        {
            return null;
        }

        await gap.Taken.CancelAsync();
        return await gap.Left.Task;
    }

    private async Task PollAsync(string chatId, WindowReport report, Turn turn, Gap gap)
    {
        var end = time.GetUtcNow() + Longest;
        try
        {
            while (!report.Ended && time.GetUtcNow() is var now && now < end)
            {
                var due = report.DueAt is { } at && at < end ? at : end;
                var readAgain = await signals.WaitAsync(chatId, due - now, time, gap.Taken.Token);
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
            if (_running.TryRemove(KeyValuePair.Create(chatId, gap)))
            {
                signals.End(chatId);
            }

            gap.Left.SetResult(report);
        }
    }

    private sealed record Gap
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
