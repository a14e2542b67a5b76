using System.Collections.Immutable;

namespace CustomerChat.Chats;

/// <summary>What a customer gives to open a chat.</summary>
/// <param name="ContactCenterId">The contact centre that is to serve it.</param>
/// <param name="Nickname">The customer's name, up to 128 characters.</param>
/// <param name="Subject">What the chat is about, up to 256 characters.</param>
public sealed record ChatOpening(string ContactCenterId, string Nickname, string Subject)
{
    /// <summary>
    /// The key in the user data under which a contact centre gets a chat's key, if the settings ask for it (<c>Relay:TellChatKeys</c>).
    /// After a hand-over, the value ends with a dot and the number of hand-overs.
    /// </summary>
    public const string ChatKey = "chatKey";

    /// <summary>The queue at the contact centre; null = its default queue.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Data for the agent, up to 50 keys with 1,024 characters each.</summary>
    public ImmutableSortedDictionary<string, string> UserData { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>
    /// The customer leaves a message and does not wait for the answer: until an agent joins, the chat stays open for
    /// <c>Relay:MessageTimeout</c>, and not only for <c>Relay:NoAgentTimeout</c>. It is polled as seldom as a quiet chat. A bot hands it over at once.
    /// </summary>
    public bool IsMessage { get; init; }

    /// <summary>The channel through which the customer writes; null = the Customer Chat API.</summary>
    public ChannelAddress? Channel { get; init; }
}
