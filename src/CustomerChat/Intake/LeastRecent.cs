using System.Diagnostics.CodeAnalysis;

namespace CustomerChat.Intake;

/// <summary>
/// A memory of at most so many keys. When it is full, the key that was used longest ago is forgotten for a new one. So a caller with many keys does not reset
/// the count of a key that is in use. Not thread-safe.
/// </summary>
/// <param name="capacity">How many keys are remembered, from 1.</param>
/// <typeparam name="TKey">What is remembered.</typeparam>
/// <typeparam name="TValue">What is remembered of it.</typeparam>
public sealed class LeastRecent<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _nodes = [];
    private readonly LinkedList<(TKey Key, TValue Value)> _newestFirst = new();

    public int Count => _nodes.Count;

    /// <summary>What is remembered of a key, which counts as a use of it.</summary>
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

    /// <summary>Remembers a value, which counts as a use of its key.</summary>
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
