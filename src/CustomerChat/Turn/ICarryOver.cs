using System.Collections.Immutable;
using CustomerChat.Chats;

namespace CustomerChat.Turn;

/// <summary>Moves texts that an ended chat could not send into its conversation's next chat.</summary>
public interface ICarryOver
{
    /// <summary>Stores the entries in the conversation's next chat. Repeating it is safe.</summary>
    /// <param name="chat">The chat that has ended. It has a channel.</param>
    /// <param name="entries">The customer's entries, in order.</param>
    /// <returns>The id of the next chat, whose turns must still be started; null = none.</returns>
    Task<string?> CarryOverAsync(Chat chat, ImmutableArray<ChatEntry> entries, CancellationToken cancellationToken);
}
