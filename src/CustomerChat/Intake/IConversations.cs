using System.Collections.Immutable;
using CustomerChat.Chats;

namespace CustomerChat.Intake;

/// <summary>
/// Stores which chat a customer's address writes to. A claim is atomic, so that two first messages at the same time open only one chat. A
/// customer may have several addresses (a number and an id), and may change them.
/// </summary>
public interface IConversations
{
    /// <summary>The chats of an address, the current one first; empty if the address has never written.</summary>
    Task<Conversation> FindAsync(ChannelAddress address, CancellationToken cancellationToken);

    /// <summary>Makes a chat the current one, if the conversation has not changed since it was found.</summary>
    /// <returns>False: the conversation has changed; find it again.</returns>
    Task<bool> TryClaimAsync(ChannelAddress address, Conversation found, string chatId, CancellationToken cancellationToken);

    /// <summary>Makes several addresses of one customer lead to one conversation, in one change, if nothing that was found has changed since.</summary>
    /// <param name="addresses">All present addresses of the customer on one account. The conversation is stored under the first one.</param>
    /// <param name="found">The conversations to which these addresses and the former ones led.</param>
    /// <param name="former">Former addresses of the customer. A message from one of them now comes from another customer.</param>
    /// <param name="chats">The ids of the conversation's chats, the current one first.</param>
    /// <returns>False: a conversation has changed; find them again.</returns>
    Task<bool> TryJoinAsync(
        ImmutableArray<ChannelAddress> addresses,
        IReadOnlyCollection<Conversation> found,
        ImmutableArray<ChannelAddress> former,
        ImmutableArray<string> chats,
        CancellationToken cancellationToken);

    /// <summary>The key under which an address is stored.</summary>
    string Key(ChannelAddress address);

    /// <summary>Keeps the id of a message that needed no action, if the conversation has not changed since it was found.</summary>
    /// <returns>False: the conversation has changed; find it again.</returns>
    Task<bool> TryPassAsync(ChannelAddress address, Conversation found, string messageId, CancellationToken cancellationToken);

    /// <summary>Removes a chat from an address's conversation. With the last chat, the row is removed too. Repeating it is safe.</summary>
    /// <returns>Whether the chat was there.</returns>
    Task<bool> ForgetAsync(ChannelAddress address, string chatId, CancellationToken cancellationToken);
}
