using System.Collections.Concurrent;

namespace CustomerChat.Functions.Chats;

/// <summary>Wakes a window that runs in this process at once, where an event would only reach the orchestration after it.</summary>
public sealed class WakeSignals
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _windows = new(StringComparer.Ordinal);

    public WakeSignals() => Telemetry.Meter.CreateObservableGauge("customerchat.chats.open", () => Running, "{chat}", "Chats whose turns this instance runs.");

    /// <summary>How many windows run here.</summary>
    public int Running => _windows.Count;

    /// <summary>A window begins. False: one of the same chat runs here already.</summary>
    public bool TryBegin(string chatId) => _windows.TryAdd(chatId, New());

    public void End(string chatId) => _windows.TryRemove(chatId, out _);

    /// <summary>Wakes the chat's window; false when none runs here.</summary>
    public bool TryWake(string chatId) => _windows.TryGetValue(chatId, out var signal) && (signal.TrySetResult() || true);

    /// <summary>Waits for a time or until woken, whichever is first. A wake-up before the wait counts.</summary>
    public async Task WaitAsync(string chatId, TimeSpan delay, TimeProvider time, CancellationToken cancellationToken)
    {
        var signal = _windows[chatId];
        using var loser = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(signal.Task, Task.Delay(delay, time, loser.Token));
        await loser.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        if (signal.Task.IsCompleted)
        {
            _windows.TryUpdate(chatId, New(), signal);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
