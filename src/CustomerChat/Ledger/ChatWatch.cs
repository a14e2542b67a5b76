namespace CustomerChat.Ledger;

/// <summary>
/// Tells one reader of a chat that this process has committed a change of the chat, or has read a change. It does not tell of changes that
/// another process commits and this process has not read: a reader must still read the chat from time to time.
/// </summary>
public sealed class ChatWatch : IDisposable
{
    private readonly ChatWatches _watches;
    private readonly string _chatId;
    private readonly TimeProvider _time;
    private TaskCompletionSource _changed = New();

    internal ChatWatch(ChatWatches watches, string chatId, TimeProvider time) => (_watches, _chatId, _time) = (watches, chatId, time);

    /// <summary>
    /// Waits until the chat has changed since the last call, or until the time is over. A caller that reads the chat afterwards misses no
    /// change.
    /// </summary>
    /// <param name="atMost">The longest wait.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is thrown.</param>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        await _changed.Task.WaitAsync(atMost, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Volatile.Write(ref _changed, New());
    }

    public void Dispose() => _watches.Remove(_chatId, this);

    internal void Signal() => Volatile.Read(ref _changed).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
