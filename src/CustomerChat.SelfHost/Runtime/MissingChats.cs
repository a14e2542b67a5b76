using System.Collections.Concurrent;

namespace CustomerChat.SelfHost.Runtime;

/// <summary>
/// Chats that a turn did not find in the store: a crash may have left their notes in the index. Each read empties the collection, so it stays small.
/// </summary>
internal sealed class MissingChats
{
    private ConcurrentDictionary<string, bool> _ids = new(StringComparer.Ordinal);

    public void Add(string chatId) => _ids[chatId] = true;

    /// <summary>The chats that were added since the last call.</summary>
    public IReadOnlyCollection<string> Take() =>
        Interlocked.Exchange(ref _ids, new ConcurrentDictionary<string, bool>(StringComparer.Ordinal)).Keys.ToHashSet(StringComparer.Ordinal);
}
