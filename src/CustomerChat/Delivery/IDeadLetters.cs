namespace CustomerChat.Delivery;

/// <summary>Messages that could not be brought to where they belong, kept for an operator with the reason.</summary>
public interface IDeadLetters
{
    /// <summary>Keeps one. Repeating it is safe: there is one dead letter an entry and direction.</summary>
    Task AddAsync(DeadLetter letter, CancellationToken cancellationToken);

    IAsyncEnumerable<DeadLetter> ListAsync(CancellationToken cancellationToken);

    /// <summary>The letter with this id; null when there is none.</summary>
    Task<DeadLetter?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Removes all of a chat.</summary>
    /// <returns>How many there were.</returns>
    Task<int> RemoveAllAsync(string chatId, CancellationToken cancellationToken);

    /// <summary>Removes one that was brought to where it belongs.</summary>
    Task RemoveAsync(DeadLetter letter, CancellationToken cancellationToken);
}
