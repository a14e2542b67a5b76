using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CustomerChat.Chats;

namespace CustomerChat.Events;

/// <summary>
/// Something that happened to a chat and that an operator's endpoint must still get. It is kept in the chat's head from the commit that
/// caused it until the endpoint has accepted it, or until it is a dead letter. It holds nothing that the customer or an agent wrote.
/// </summary>
/// <param name="Endpoint">The endpoint's name in the settings.</param>
/// <param name="Type">One of <see cref="EventTypes"/>.</param>
/// <param name="Index">The index of the entry that it is about; 0 = the chat itself.</param>
/// <param name="At">When the relay noted the event.</param>
public sealed record LifecycleEvent(string Endpoint, string Type, long Index, DateTimeOffset At)
{
    /// <summary>The agent's nickname, the reason of an end or of a failure, or the new consent; null = there is none.</summary>
    public string? Detail { get; init; }

    /// <summary>A digest of the cause, if a chat may have several events of this type and entry; null = it has only one.</summary>
    public string? Serial { get; init; }

    /// <summary>For an agent's message: which message it was at the contact centre; null = the message did not come from there.</summary>
    public UpstreamPlace? Upstream { get; init; }

    /// <summary>For a message that repeats an earlier one: the index of the entry that it repeats.</summary>
    public long? Repeats { get; init; }

    /// <summary>How many tries to send the event have failed.</summary>
    public int Attempts { get; init; }

    /// <summary>The event is not tried again before this time; null = it may be tried now.</summary>
    public DateTimeOffset? After { get; init; }

    /// <summary>Whether both are the same event of one chat, for the same endpoint.</summary>
    public bool Is(LifecycleEvent other) => (Endpoint, Type, Index, Serial) == (other.Endpoint, other.Type, other.Index, other.Serial);

    /// <summary>
    /// The event's id: <c>evt_</c> and 128 bits in hex. The id is the same for every try and every endpoint, so that a receiver recognises
    /// a repeat. It does not reveal the chat's id.
    /// </summary>
    public string IdIn(string chatId) => "evt_" + (Serial ?? Digest(string.Create(CultureInfo.InvariantCulture, $"{chatId}|{Type}|{Index}")));

    /// <summary>The serial of a change of a customer's consent, or of a blocked customer's message.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="key">The cause: the provider's id of a message, or the time.</param>
    public static string SerialOf(ChannelAddress customer, string key) => Digest($"{customer.Channel}|{customer.Account}|{customer.Address}|{key}");

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
