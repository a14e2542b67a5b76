using CustomerChat.Intake;

namespace CustomerChat.Consent;

/// <summary>
/// The block list. The relay checks a message against it before it routes the message. The whole list is kept in memory, so the check needs
/// no read from the storage.
/// </summary>
public sealed class Blocks(IBlocks store, TimeProvider time) : IDisposable
{
    /// <summary>How long the list stays in memory before it is read again. Another process may have changed it.</summary>
    public static readonly TimeSpan RememberedFor = TimeSpan.FromSeconds(10);

    /// <summary>The most blocks. An operator who needs more can block prefixes.</summary>
    public const int Most = 10_000;

    private const int Page = 1_000;

    private readonly SemaphoreSlim _reading = new(1);
    private volatile Known? _known;

    /// <summary>Whether a message comes from a customer who is blocked by any of their addresses, current or former.</summary>
    public async Task<bool> IsBlockedAsync(InboundMessage message, CancellationToken cancellationToken)
    {
        var known = await KnowAsync(cancellationToken);
        return known.Set.Contains(message.From)
            || message.Aliases.Concat(message.FormerAddresses).Any(address => known.Set.Contains(message.From with { Address = address }));
    }

    /// <summary>Blocks an address or a prefix. A second block of the same address replaces the reason.</summary>
    /// <returns>False: the list is full, and nothing was added.</returns>
    public async Task<bool> TryAddAsync(Block block, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            var known = await ReadAsync(cancellationToken);
            if (known.Ids.Count >= Most && !known.Ids.Contains(block.Id))
            {
                return false;
            }

            await store.SaveAsync(block, cancellationToken);
            return true;
        }
        finally
        {
            _known = null;
            _reading.Release();
        }
    }

    /// <summary>Removes a block.</summary>
    /// <returns>Whether the block was there.</returns>
    public async Task<bool> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            return await store.RemoveAsync(id, cancellationToken);
        }
        finally
        {
            _known = null;
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    private async ValueTask<Known> KnowAsync(CancellationToken cancellationToken)
    {
        if (Fresh() is { } fresh)
        {
            return fresh;
        }

        await _reading.WaitAsync(cancellationToken);
        try
        {
            return Fresh() ?? (_known = await ReadAsync(cancellationToken));
        }
        finally
        {
            _reading.Release();
        }

        Known? Fresh() => _known is { } known && time.GetUtcNow() < known.Until ? known : null;
    }

    private async Task<Known> ReadAsync(CancellationToken cancellationToken)
    {
        // The time is taken before the read, so that a change during the read is seen within RememberedFor.
        var until = time.GetUtcNow() + RememberedFor;
        var all = new List<Block>();
        string? continuation = null;
        do
        {
            (var blocks, continuation) = await store.ListAsync(null, null, continuation, Page, cancellationToken);
            all.AddRange(blocks);
        }
        while (continuation is not null);
        return new Known(until, new BlockSet(all), all.Select(b => b.Id).ToHashSet(StringComparer.Ordinal));
    }

    private sealed record Known(DateTimeOffset Until, BlockSet Set, HashSet<string> Ids);
}
