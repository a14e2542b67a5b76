using System.Collections.Concurrent;

namespace CustomerChat.Functions.Chats;

/// <summary>Wakes a window that runs in this process, at once and without the engine.</summary>
public sealed class WakeSignals
{
    private readonly ConcurrentDictionary<string, Window> _windows = new(StringComparer.Ordinal);

    public WakeSignals() => Telemetry.Meter.CreateObservableGauge("customerchat.chats.open", () => Running, "{chat}", "Chats whose turns this instance runs.");

    /// <summary>How many windows run in this process.</summary>
    public int Running => _windows.Count;

    /// <summary>Notes that a window begins. False = a window of the same chat runs here already.</summary>
    public bool TryBegin(string chatId) => _windows.TryAdd(chatId, new Window(NewSignal(), ReadAgain: false));

    public void End(string chatId) => _windows.TryRemove(chatId, out _);

    /// <summary>Wakes the chat's window; false = no window of this chat runs here.</summary>
    /// <param name="readAgain">True = another instance has changed the chat, so the window must read it from the store again.</param>
    public bool TryWake(string chatId, bool readAgain)
    {
        while (_windows.TryGetValue(chatId, out var window))
        {
            if (window.ReadAgain || !readAgain || _windows.TryUpdate(chatId, window with { ReadAgain = true }, window))
            {
                window.Signal.TrySetResult();
                return true;
            }
        }

        return false;
    }

    /// <summary>Waits for a time, or until the chat is woken, whichever comes first. A wake-up that came before the wait counts too.</summary>
    /// <returns>True = another instance has changed the chat, so the next turn must read it from the store again.</returns>
    public async Task<bool> WaitAsync(string chatId, TimeSpan delay, TimeProvider time, CancellationToken cancellationToken)
    {
        var signal = _windows[chatId].Signal;
        if (delay > TimeSpan.Zero)
        {
            using var loser = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(signal.Task, Task.Delay(delay, time, loser.Token));
            await loser.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }

        var fresh = new Window(NewSignal(), ReadAgain: false);
        while (_windows.TryGetValue(chatId, out var window) && window.Signal.Task.IsCompleted)
        {
            if (_windows.TryUpdate(chatId, fresh, window))
            {
                return window.ReadAgain;
            }
        }

        return false;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed record Window(TaskCompletionSource Signal, bool ReadAgain);
}
