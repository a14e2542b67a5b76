using System.Diagnostics.CodeAnalysis;

namespace CustomerChat.Intake;

/// <summary>
/// A memory of a limited number of keys. When it is full, a new key replaces the key that was used longest ago. So a caller with many keys
/// does not reset the count of a key that is in use. Not thread-safe.
/// </summary>
/// <param name="capacity">The most keys, at least 1.</param>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <typeparam name="TValue">The type of the values.</typeparam>
public sealed class LeastRecent<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _nodes = [];
    private readonly LinkedList<(TKey Key, TValue Value)> _newestFirst = new();

    public int Count => _nodes.Count;

    /// <summary>Gets the value of a key. This counts as a use of the key.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (!_nodes.TryGetValue(key, out var node))
        {
            value = default;
            return false;
        }

        _newestFirst.Remove(node);
        _newestFirst.AddFirst(node);
        value = node.Value.Value;
        return true;
    }

    /// <summary>Stores the value of a key. This counts as a use of the key.</summary>
    public void Set(TKey key, TValue value)
    {
        if (_nodes.Remove(key, out var known))
        {
            _newestFirst.Remove(known);
        }
        else if (_nodes.Count >= capacity)
        {
            _nodes.Remove(_newestFirst.Last!.Value.Key);
            _newestFirst.RemoveLast();
        }

        _nodes[key] = _newestFirst.AddFirst((key, value));
    }
}
