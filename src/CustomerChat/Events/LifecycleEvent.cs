using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CustomerChat.Chats;

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

    /// <summary>A digest of what brought it about, where a chat may have several events of its type and entry; null = it has one.</summary>
    public string? Serial { get; init; }

    /// <summary>Of an agent's message: which one it was at the contact centre; null = it is none that came from there.</summary>
    public UpstreamPlace? Upstream { get; init; }

    /// <summary>Of a message that is said again: the entry that it repeats.</summary>
    public long? Repeats { get; init; }

    /// <summary>How often it was told in vain.</summary>
    public int Attempts { get; init; }

    /// <summary>It is not told again before.</summary>
    public DateTimeOffset? After { get; init; }

    /// <summary>The same event of the same chat.</summary>
    public bool Is(LifecycleEvent other) => (Endpoint, Type, Index, Serial) == (other.Endpoint, other.Type, other.Index, other.Serial);

    /// <summary>
    /// Its id: <c>evt_</c> and 128 bits in hex. The same whenever and however often it is told, and to whom, so that a receiver knows a repeat.
    /// It tells nothing of the chat's id.
    /// </summary>
    public string IdIn(string chatId) => "evt_" + (Serial ?? Digest(string.Create(CultureInfo.InvariantCulture, $"{chatId}|{Type}|{Index}")));

    /// <summary>The serial of a change of a customer's consent.</summary>
    /// <param name="customer">Whose consent.</param>
    /// <param name="key">What brought it about: the provider's id of a message, or the time.</param>
    public static string SerialOf(ChannelAddress customer, string key) => Digest($"{customer.Channel}|{customer.Account}|{customer.Address}|{key}");

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
