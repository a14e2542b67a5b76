using CustomerChat.Chats;

namespace CustomerChat.Intake;

/// <summary>Which chat a customer's address writes to. Claimed atomically, so that two first messages at once make one chat.</summary>
public interface IConversations
{
    /// <summary>The chats of an address, the current one first; empty when it never wrote.</summary>
    Task<Conversation> FindAsync(ChannelAddress address, CancellationToken cancellationToken);

    /// <summary>Makes a chat the current one, if nobody has changed the conversation since it was found.</summary>
    /// <returns>False: somebody was faster; find again.</returns>
    Task<bool> TryClaimAsync(ChannelAddress address, Conversation found, string chatId, CancellationToken cancellationToken);

    /// <summary>Keeps the id of a message for which there was nothing to do, if nobody has changed the conversation since it was found.</summary>
    /// <returns>False: somebody was faster; find again.</returns>
    Task<bool> TryPassAsync(ChannelAddress address, Conversation found, string messageId, CancellationToken cancellationToken);

    /// <summary>Removes a chat from what is remembered of an address, and the row with the last one. Repeating it is safe.</summary>
    /// <returns>Whether the chat was there.</returns>
    Task<bool> ForgetAsync(ChannelAddress address, string chatId, CancellationToken cancellationToken);
}
