namespace CustomerChat.Operating;

/// <summary>Removes chats: after their retention time, or when somebody asks for it.</summary>
public interface IChatRetention
{
    /// <summary>
    /// Removes every trace of one chat: its rows and keys, its files, its dead letters, its notes, and its claim of a conversation.
    /// Whatever other work runs at the same time, nothing of the chat is left when this returns. Repeating it is safe, and completes a
    /// removal that a crash interrupted.
    /// </summary>
    /// <returns>The number of rows and files that were removed.</returns>
    Task<Removed> RemoveAsync(string chatId, CancellationToken cancellationToken);

    /// <summary>Removes every trace of all chats that ended on a day before the day of the given time. Repeating it is safe.</summary>
    /// <returns>How many chats were removed.</returns>
    Task<int> RemoveEndedBeforeAsync(DateTimeOffset day, CancellationToken cancellationToken);

    /// <summary>See <see cref="IChatIndex.IndexAddressesAsync"/>.</summary>
    Task IndexAddressesAsync(CancellationToken cancellationToken);
}
