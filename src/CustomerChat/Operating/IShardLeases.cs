namespace CustomerChat.Operating;

/// <summary>Which of several hosts on one storage runs the turns of which chats: one lease a shard of the index.</summary>
public interface IShardLeases
{
    /// <summary>Takes or renews the lease of a shard.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="owner">Who wants it.</param>
    /// <param name="until">Until when, unless it is renewed.</param>
    /// <param name="isGone">Whether another owner is known to be no more, so that its lease need not be waited for.</param>
    /// <param name="cancellationToken">Ends the try.</param>
    /// <returns>True: the owner has it.</returns>
    Task<bool> TryHoldAsync(int shard, string owner, DateTimeOffset until, Func<string, bool> isGone, CancellationToken cancellationToken);

    /// <summary>Gives a lease back, so that another need not wait.</summary>
    Task ReleaseAsync(int shard, string owner, CancellationToken cancellationToken);

    /// <summary>Tells the holder of a shard that a chat wants a turn.</summary>
    Task RingAsync(int shard, string chatId, CancellationToken cancellationToken);

    /// <summary>The chats that others have rung for since the last call.</summary>
    Task<IReadOnlyList<string>> TakeRingsAsync(int shard, CancellationToken cancellationToken);
}
