using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CustomerChat.Chats;

namespace CustomerChat.Turn;

/// <summary>Counts the open chats whose turns this process runs, by state. A chat that another process now runs is no longer counted after a while.</summary>
public sealed class PolledChats(TimeProvider time)
{
    /// <summary>How long a chat counts after its last turn: the next turn begins after 30 s at most, and usually takes less than 15 s.</summary>
    private static readonly TimeSpan CountsFor = TimeSpan.FromSeconds(45);

    private readonly ConcurrentDictionary<string, (ChatState State, DateTimeOffset At)> _chats = new(StringComparer.Ordinal);

    /// <summary>Records the state in which a turn found a chat; null = the chat is no longer polled.</summary>
    public void Note(string chatId, ChatState? state)
    {
        if (state is null or ChatState.Idle)
        {
            _chats.TryRemove(chatId, out _);
        }
        else
        {
            _chats[chatId] = (state.Value, time.GetUtcNow());
        }
    }

    /// <summary>The number of chats in each state.</summary>
    public IEnumerable<Measurement<int>> Count()
    {
        var since = time.GetUtcNow() - CountsFor;
        foreach (var chat in _chats.Where(c => c.Value.At < since))
        {
            _chats.TryRemove(chat);
        }

        return [.. _chats.Values.GroupBy(c => c.State).Select(c => new Measurement<int>(c.Count(), new KeyValuePair<string, object?>("state", c.Key.ToString())))];
    }
}
