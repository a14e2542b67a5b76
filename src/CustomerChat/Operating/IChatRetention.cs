namespace CustomerChat.Operating;

/// <summary>Removes chats: when their time is over, or when somebody asks for it.</summary>
public interface IChatRetention
{
    /// <summary>
    /// Removes every trace of one chat: its rows and keys, its files, its dead letters, its notes, its claim of a conversation. Whatever runs beside it,
    /// nothing of the chat is there when this returns. Repeating it is safe, and finishes what a crash has left.
    /// </summary>
    /// <returns>What was removed.</returns>
    Task<Removed> RemoveAsync(string chatId, CancellationToken cancellationToken);

    /// <summary>Removes every trace of the chats that ended on a day before the given one. Repeating it is safe.</summary>
    /// <returns>How many chats were removed.</returns>
    Task<int> RemoveEndedBeforeAsync(DateTimeOffset day, CancellationToken cancellationToken);

    /// <summary>See <see cref="IChatIndex.IndexAddressesAsync"/>.</summary>
    Task IndexAddressesAsync(CancellationToken cancellationToken);
}
