namespace CustomerChat.Delivery;

/// <summary>Stores the messages and events that could not reach their receiver, with the reason, for an operator.</summary>
public interface IDeadLetters
{
    /// <summary>Stores a dead letter. Repeating it is safe: each entry has one dead letter for each <see cref="DeadLetter.Kind"/>.</summary>
    Task AddAsync(DeadLetter letter, CancellationToken cancellationToken);

    IAsyncEnumerable<DeadLetter> ListAsync(CancellationToken cancellationToken);

    /// <summary>The dead letter with this id; null = there is none.</summary>
    Task<DeadLetter?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Removes all dead letters of a chat.</summary>
    /// <returns>How many dead letters existed.</returns>
    Task<int> RemoveAllAsync(string chatId, CancellationToken cancellationToken);

    /// <summary>Removes a dead letter, because its message has reached its receiver or its chat was erased.</summary>
    Task RemoveAsync(DeadLetter letter, CancellationToken cancellationToken);
}
