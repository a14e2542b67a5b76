using System.Collections.Concurrent;

namespace CustomerChat.SelfHost.Runtime;

/// <summary>Chats that a turn did not find: their notes in the index may have been left by a crash. Emptied each time it is read, so it stays small.</summary>
internal sealed class MissingChats
{
    private ConcurrentDictionary<string, bool> _ids = new(StringComparer.Ordinal);

    public void Add(string chatId) => _ids[chatId] = true;

    /// <summary>Those since the last call.</summary>
    public IReadOnlyCollection<string> Take() =>
        Interlocked.Exchange(ref _ids, new ConcurrentDictionary<string, bool>(StringComparer.Ordinal)).Keys.ToHashSet(StringComparer.Ordinal);
}
