namespace CustomerChat.Ledger;

/// <summary>The readers that wait for changes of chats. A chat without a reader needs no memory. Thread-safe.</summary>
internal sealed class ChatWatches(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<ChatWatch>> _watches = new(StringComparer.Ordinal);

    public ChatWatch Add(string chatId)
    {
        var watch = new ChatWatch(this, chatId, time);
        lock (_lock)
        {
            if (!_watches.TryGetValue(chatId, out var watches))
            {
                _watches[chatId] = watches = [];
            }

            watches.Add(watch);
        }

        return watch;
    }

    public void Remove(string chatId, ChatWatch watch)
    {
        lock (_lock)
        {
            if (_watches.TryGetValue(chatId, out var watches) && watches.Remove(watch) && watches.Count == 0)
            {
                _watches.Remove(chatId);
            }
        }
    }

    public void Signal(string chatId)
    {
        lock (_lock)
        {
            foreach (var watch in _watches.GetValueOrDefault(chatId) ?? [])
            {
                watch.Signal();
            }
        }
    }
}
