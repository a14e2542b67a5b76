using System.Collections.Concurrent;
using CustomerChat.Chats;
using CustomerChat.Turn;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CustomerChat.Functions.Chats;

/// <summary>
/// Goes on polling a chat between two of its windows. As a rule the engine needs a tenth of a second from one to the next; it
/// needs 5 s where the storage refuses to delete a message whose hold the engine has just renewed, and more under load. If the
/// next window begins in this process, it takes the polling over where it stands; if it begins elsewhere, both poll for a
/// few seconds, which is safe.
/// </summary>
public sealed partial class HandOvers(WakeSignals signals, IHostApplicationLifetime host, TimeProvider time, ILogger<HandOvers> logger)
{
    /// <summary>A hand-over that takes longer is not waited for: the chat's next window runs elsewhere.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, HandOver> _running = new(StringComparer.Ordinal);

    /// <summary>A turn of the chat.</summary>
    /// <param name="failures">How many polls have failed in a row.</param>
    /// <param name="readAgain">Another instance has changed the chat.</param>
    /// <param name="cancellationToken">The host stops.</param>
    public delegate Task<TurnResult> Turn(int failures, bool readAgain, CancellationToken cancellationToken);

    /// <summary>The chat's window has ended with <paramref name="report"/>; it stays in <see cref="WakeSignals"/> until its next one has begun.</summary>
    public void Begin(string chatId, WindowReport report, Turn turn)
    {
        var handOver = new HandOver();
        _running[chatId] = handOver;
        _ = PollAsync(chatId, report, turn, handOver);
    }

    /// <summary>The chat's next window begins here: it owns the chat in <see cref="WakeSignals"/> from now on.</summary>
    /// <returns>Where the polling stands; null: the chat is not being handed over here.</returns>
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
