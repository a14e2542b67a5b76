namespace CustomerChat.Operating;

/// <summary>Removes ended chats when their time is over.</summary>
public interface IChatRetention
{
    /// <summary>Removes every trace of one chat: its rows and keys, its dead letters, its notes, its claim of a conversation. Repeating it is safe.</summary>
    /// <returns>How many rows were removed.</returns>
    Task<int> RemoveAsync(string chatId, CancellationToken cancellationToken);

    /// <summary>Removes every trace of the chats that ended on a day before the given one. Repeating it is safe.</summary>
    /// <returns>How many chats were removed.</returns>
    Task<int> RemoveEndedBeforeAsync(DateTimeOffset day, CancellationToken cancellationToken);
}
