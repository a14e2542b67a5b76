using System.Collections.Concurrent;
using System.Globalization;
using CustomerChat.Turn;

namespace CustomerChat.ContactCenter.Http;

/// <summary>
/// How often a contact centre has denied something in a row. A single denial may be a short fault of a gateway, so only several of them count. Two things are counted:
/// a chat that the contact centre does not know any more, and a text that a gateway refuses.
/// <para>
/// A contact centre that was restarted does not know its chats any more. Some servers say so in their protocol's own words, which counts at once. Others send an answer
/// that means something else at other servers (400 and plain text). If a chat could be read before, such an answer counts only several times in a row.
/// </para>
/// <para>
/// A firewall in front of a contact centre refuses some texts because of their content, each time. The customer's later texts wait behind such a text, so it is given up in
/// the end. But a gateway may also refuse every request for a while, and the customer must not lose the text for that.
/// </para>
/// </summary>
/// <param name="needed">How many times in a row.</param>
/// <param name="span">The shortest time between the first denial and the last.</param>
internal sealed class Denials(TimeProvider time, int needed, TimeSpan span)
{
    /// <summary>Denials that are further apart than this do not belong together: an open chat is polled at least every 30 s.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (int Count, DateTimeOffset First, DateTimeOffset Last)> _denied = new(StringComparer.Ordinal);
    private DateTimeOffset _tidiedAt = time.GetUtcNow();

    /// <summary>
    /// Counts polls in which a chat was denied. Failed polls follow each other after 1, 2, 4 and 8 s, each up to half shorter. So the chat counts as unknown 6 to 15 s after
    /// the first denial.
    /// </summary>
    public static Denials OfChats(TimeProvider time) => new(time, 4, TimeSpan.FromSeconds(6));

    /// <summary>Counts tries to send a text that a gateway has refused, while the chat could be read. The text is given up after a minute.</summary>
    public static Denials OfTexts(TimeProvider time) => new(time, 4, TimeSpan.FromMinutes(1));

    /// <summary>Counts a denial of a chat or a text. True = it has been denied often enough.</summary>
    public bool AreEnough(string what)
    {
        var now = time.GetUtcNow();
        var (count, first, _) = _denied.AddOrUpdate(
            what, _ => (1, now, now), (_, known) => now - known.Last > Apart ? (1, now, now) : (known.Count + 1, known.First, now));
        Tidy(now);
        return count >= needed && now - first >= span;
    }

    /// <summary>The fault of a text that a gateway has refused, while the chat could be read. It is asked for within <see cref="TryAsync"/>.</summary>
    /// <param name="chat">The chat's id at the contact centre.</param>
    public ContactCenterFault FaultOf(string chat, UpstreamText text) => AreEnough(KeyOf(chat, text)) ? ContactCenterFault.Refused : ContactCenterFault.NotNow;

    /// <summary>Tries to send a text. If the try ends in another way than by a denial, the count begins anew.</summary>
    /// <param name="chat">The chat's id at the contact centre.</param>
    public async Task<T> TryAsync<T>(string chat, UpstreamText text, Func<Task<T>> send)
    {
        var what = KeyOf(chat, text);
        var before = CountOf(what);
        try
        {
            return await send();
        }
        finally
        {
            if (CountOf(what) == before)
            {
                Forget(what);
            }
        }
    }

    /// <summary>Forgets the denials: a request succeeded, or failed in another way.</summary>
    public void Forget(string what) => _denied.TryRemove(what, out _);

    private static string KeyOf(string chat, UpstreamText text) => string.Create(CultureInfo.InvariantCulture, $"{chat}#{text.Index}");

    private int CountOf(string what) => _denied.TryGetValue(what, out var known) ? known.Count : 0;

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
