namespace CustomerChat.Relay;

/// <summary>Messages that could not be brought to where they belong, kept for an operator with the reason.</summary>
public interface IDeadLetters
{
    /// <summary>Keeps one. Repeating it is safe: there is one dead letter an entry and direction.</summary>
    Task AddAsync(DeadLetter letter, CancellationToken cancellationToken);

    IAsyncEnumerable<DeadLetter> ListAsync(CancellationToken cancellationToken);
}
