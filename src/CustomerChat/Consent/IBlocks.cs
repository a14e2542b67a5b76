using System.Collections.Immutable;

namespace CustomerChat.Consent;

/// <summary>Where the block list is kept.</summary>
public interface IBlocks
{
    /// <summary>Keeps a block in place of the one that blocks the same.</summary>
    Task SaveAsync(Block block, CancellationToken cancellationToken);

    /// <summary>Removes one.</summary>
    /// <returns>Whether it was there.</returns>
    Task<bool> RemoveAsync(string id, CancellationToken cancellationToken);

    /// <summary>A page of the list.</summary>
    /// <param name="channel">Of this channel; null = of all.</param>
    /// <param name="account">Those that hold for this account, with those of every account; null = all.</param>
    /// <param name="continuation">Where the page before ended; null = the first page.</param>
    /// <param name="most">The most blocks, 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <returns>The blocks, and where the next page begins; null = there is none.</returns>
    Task<(ImmutableArray<Block> Blocks, string? Continuation)> ListAsync(
        string? channel, string? account, string? continuation, int most, CancellationToken cancellationToken);
}
