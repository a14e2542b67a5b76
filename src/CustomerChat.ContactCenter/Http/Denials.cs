using System.Collections.Concurrent;

namespace CustomerChat.ContactCenter.Http;

/// <summary>
/// How often a contact centre has denied a chat since the last good read of it. A contact centre that was restarted does not know its chats any more. Some servers
/// say so in their protocol's own words, which counts at once. Others send an answer that means something else at other servers (400 and plain text). If a chat
/// could be read before, such an answer counts only when it comes several times in a row: a gateway that fails for a moment must not end a chat.
/// </summary>
internal sealed class Denials(TimeProvider time)
{
    /// <summary>How many polls in a row must be denied.</summary>
    public const int Needed = 4;

    /// <summary>
    /// The shortest time between the first denial and the last. Failed polls follow each other after 1, 2, 4 and 8 s, each up to half shorter. So the chat counts as
    /// unknown 6 to 15 s after the first denial.
    /// </summary>
    public static readonly TimeSpan Span = TimeSpan.FromSeconds(6);

    /// <summary>Denials that are further apart than this do not belong together: an open chat is polled at least every 30 s.</summary>
    public static readonly TimeSpan Apart = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (int Count, DateTimeOffset First, DateTimeOffset Last)> _denied = new(StringComparer.Ordinal);
    private DateTimeOffset _tidiedAt = time.GetUtcNow();

    /// <summary>Counts a poll in which the chat was denied. True = the contact centre does not know the chat any more.</summary>
    public bool AreOfAForgottenChat(string chat)
    {
        var now = time.GetUtcNow();
        var (count, first, _) = _denied.AddOrUpdate(
            chat, _ => (1, now, now), (_, known) => now - known.Last > Apart ? (1, now, now) : (known.Count + 1, known.First, now));
        Tidy(now);
        return count >= Needed && now - first >= Span;
    }

    /// <summary>Forgets a chat's denials: a read of the chat succeeded, or failed in another way.</summary>
    public void Forget(string chat) => _denied.TryRemove(chat, out _);

    /// <summary>Removes old denials, also those of chats that have ended in another way.</summary>
    private void Tidy(DateTimeOffset now)
    {
        if (now - _tidiedAt <= Apart)
        {
            return;
        }

        _tidiedAt = now;
        foreach (var (other, known) in _denied)
        {
            if (now - known.Last > Apart)
            {
                _denied.TryRemove(KeyValuePair.Create(other, known));
            }
        }
    }
}
