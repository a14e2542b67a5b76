using System.Collections.Concurrent;

namespace CustomerChat.ContactCenter.Http;

/// <summary>
/// How often a contact centre has denied a chat since a read of it last went well. A contact centre that was restarted does not know its chats any more. Some servers say so in
/// their protocol's own words, which counts at once; others by an answer that means something else elsewhere (400 and plain text). Such an
/// answer to a read of a chat that was good before counts only when it comes again and again: a gateway that is unwell for a moment ends no chat.
/// </summary>
internal sealed class Denials(TimeProvider time)
{
    /// <summary>So many polls in a row must be denied.</summary>
    public const int Needed = 4;

    /// <summary>
    /// From the first denial to the last at least this. Failed polls follow each other after 1, 2, 4, 8 s with up to half less: so it is over 6 to 15 s
    /// after the first.
    /// </summary>
    public static readonly TimeSpan Span = TimeSpan.FromSeconds(6);

    /// <summary>Denials that are further apart have nothing to do with each other: an open chat is polled every 30 s.</summary>
    public static readonly TimeSpan Apart = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (int Count, DateTimeOffset First, DateTimeOffset Last)> _denied = new(StringComparer.Ordinal);
    private DateTimeOffset _tidiedAt = time.GetUtcNow();

    /// <summary>Counts a poll in which the chat was denied; true when it is not known there any more.</summary>
    public bool AreOfAForgottenChat(string chat)
    {
        var now = time.GetUtcNow();
        var (count, first, _) = _denied.AddOrUpdate(
            chat, _ => (1, now, now), (_, known) => now - known.Last > Apart ? (1, now, now) : (known.Count + 1, known.First, now));
        Tidy(now);
        return count >= Needed && now - first >= Span;
    }

    /// <summary>A read of the chat went well, or failed in another way.</summary>
    public void Forget(string chat) => _denied.TryRemove(chat, out _);

    /// <summary>Chats that have ended otherwise leave nothing behind.</summary>
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
