using System.Collections.Immutable;
using CustomerChat.Chats;

namespace CustomerChat.Turn;

/// <summary>Brings what a chat could not bring to anybody any more into its conversation's next chat.</summary>
public interface ICarryOver
{
    /// <summary>Keeps the entries in the conversation's next chat. Repeating it is safe.</summary>
    /// <param name="chat">The chat that has ended; it has a channel.</param>
    /// <param name="entries">What its customer wrote, in order.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The next chat: its turns are still to be started.</returns>
    Task<string?> CarryOverAsync(Chat chat, ImmutableArray<ChatEntry> entries, CancellationToken cancellationToken);
}
