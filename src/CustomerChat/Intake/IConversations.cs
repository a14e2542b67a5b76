using System.Collections.Immutable;
using CustomerChat.Chats;

namespace CustomerChat.Intake;

/// <summary>
/// Which chat a customer's address writes to. Claimed atomically, so that two first messages at once make one chat. A person
/// may have several addresses (a number and an id), and may change them.
/// </summary>
public interface IConversations
{
    /// <summary>The chats of an address, the current one first; empty when it never wrote.</summary>
    Task<Conversation> FindAsync(ChannelAddress address, CancellationToken cancellationToken);

    /// <summary>Makes a chat the current one, if nobody has changed the conversation since it was found.</summary>
    /// <returns>False: somebody was faster; find again.</returns>
    Task<bool> TryClaimAsync(ChannelAddress address, Conversation found, string chatId, CancellationToken cancellationToken);

    /// <summary>
    /// Lets addresses of one person lead to one conversation, in one change, if nobody has changed what was found since.
    /// </summary>
    /// <param name="addresses">All that the person has now, of one account; the first is where the conversation is kept.</param>
    /// <param name="found">What these addresses and the former ones led to.</param>
    /// <param name="former">Addresses that the person had before: whoever writes from one is somebody else.</param>
    /// <param name="chats">The chats of the conversation, the current one first.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False: somebody was faster; find again.</returns>
    Task<bool> TryJoinAsync(
        ImmutableArray<ChannelAddress> addresses,
        IReadOnlyCollection<Conversation> found,
        ImmutableArray<ChannelAddress> former,
        ImmutableArray<string> chats,
        CancellationToken cancellationToken);

    /// <summary>The key under which an address is kept.</summary>
    string Key(ChannelAddress address);

    /// <summary>Keeps the id of a message for which there was nothing to do, if nobody has changed the conversation since it was found.</summary>
    /// <returns>False: somebody was faster; find again.</returns>
    Task<bool> TryPassAsync(ChannelAddress address, Conversation found, string messageId, CancellationToken cancellationToken);

    /// <summary>Removes a chat from what is remembered of an address, and the row with the last one. Repeating it is safe.</summary>
    /// <returns>Whether the chat was there.</returns>
    Task<bool> ForgetAsync(ChannelAddress address, string chatId, CancellationToken cancellationToken);
}
