using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CustomerChat.Events;

/// <summary>
/// Something that has happened to a chat and that an endpoint of an operator is still to be told. It is kept in the chat's head from the commit
/// that made it true until the endpoint has taken it, or it is a dead letter. It holds nothing that was written.
/// </summary>
/// <param name="Endpoint">The endpoint's name in the settings.</param>
/// <param name="Type">One of <see cref="EventTypes"/>.</param>
/// <param name="Index">The entry that it is about; 0 = the chat.</param>
/// <param name="At">When it was noticed.</param>
public sealed record LifecycleEvent(string Endpoint, string Type, long Index, DateTimeOffset At)
{
    /// <summary>The agent's nickname, the reason of an end or of a failure, or the new consent; null = there is none.</summary>
    public string? Detail { get; init; }

    /// <summary>How often it was told in vain.</summary>
    public int Attempts { get; init; }

    /// <summary>It is not told again before.</summary>
    public DateTimeOffset? After { get; init; }

    /// <summary>The same event of the same chat: endpoint, type, entry; and of a consent the time, because it changes more than once.</summary>
    public bool Is(LifecycleEvent other) =>
        Endpoint == other.Endpoint && Type == other.Type && Index == other.Index && (Type != EventTypes.ConsentChanged || At == other.At);

    /// <summary>
    /// Its id: <c>evt_</c> and 128 bits in hex. The same whenever and however often it is told, and to whom, so that a receiver knows a repeat.
    /// It tells nothing of the chat's id.
    /// </summary>
    public string IdIn(string chatId)
    {
        var serial = Type == EventTypes.ConsentChanged ? At.UtcTicks : 0;
        var key = string.Create(CultureInfo.InvariantCulture, $"{chatId}|{Type}|{Index}|{serial}");
        return "evt_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16));
    }
}
