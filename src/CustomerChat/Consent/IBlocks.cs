using System.Collections.Immutable;

namespace CustomerChat.Consent;

/// <summary>Stores the block list.</summary>
public interface IBlocks
{
    /// <summary>Stores a block. It replaces a block of the same address.</summary>
    Task SaveAsync(Block block, CancellationToken cancellationToken);

    /// <summary>Removes a block.</summary>
    /// <returns>Whether the block was there.</returns>
    Task<bool> RemoveAsync(string id, CancellationToken cancellationToken);

    /// <summary>Reads a page of the list.</summary>
    /// <param name="channel">Only blocks of this channel; null = all channels.</param>
    /// <param name="account">Only blocks that hold for this account, including the blocks that hold for all accounts; null = all blocks.</param>
    /// <param name="continuation">Where the previous page ended; null = read the first page.</param>
    /// <param name="most">The most blocks, 1 to 1,000.</param>
    /// <returns>The blocks, and where the next page begins; null = this is the last page.</returns>
    Task<(ImmutableArray<Block> Blocks, string? Continuation)> ListAsync(
        string? channel, string? account, string? continuation, int most, CancellationToken cancellationToken);
}
