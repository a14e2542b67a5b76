using System.Collections.Concurrent;

namespace CustomerChat.Functions.Chats;

/// <summary>Counts the chats that this instance has polled lately, in windows and in turns of orchestrations that wait.</summary>
public sealed class InstanceLoad(TimeProvider time)
{
    /// <summary>
    /// A chat that was not polled here for this long has ended, or another instance polls it. It is the longest poll interval with some time added.
    /// </summary>
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(35);

    private readonly ConcurrentDictionary<string, (DateTimeOffset At, bool Lively)> _chats = new(StringComparer.Ordinal);

    /// <summary>Notes that a chat was polled. Returns how many chats this instance polls, and how many of them are lively.</summary>
    public (int Chats, int Lively) Polled(string chatId, bool lively, bool ended)
    {
        var now = time.GetUtcNow();
        if (ended)
        {
            _chats.TryRemove(chatId, out _);
        }
        else
        {
            _chats[chatId] = (now, lively);
        }

        var (chats, livelyChats) = (0, 0);
        foreach (var (id, polled) in _chats)
        {
            if (now - polled.At > Memory)
            {
                _chats.TryRemove(KeyValuePair.Create(id, polled));
                continue;
            }

            chats++;
            livelyChats += polled.Lively ? 1 : 0;
        }

        return (chats, livelyChats);
    }
}
