using System.Collections.Immutable;
using CustomerChat.Consent;

namespace CustomerChat.Tests.Support;

/// <summary>The block list in memory.</summary>
internal sealed class MemoryBlocks : IBlocks
{
    public Dictionary<string, Block> All { get; } = [];

    public int Reads { get; private set; }

    public Task SaveAsync(Block block, CancellationToken cancellationToken)
    {
        All[block.Id] = block;
        return Task.CompletedTask;
    }

    public Task<bool> RemoveAsync(string id, CancellationToken cancellationToken) => Task.FromResult(All.Remove(id));

    public Task<(ImmutableArray<Block> Blocks, string? Continuation)> ListAsync(
        string? channel, string? account, string? continuation, int most, CancellationToken cancellationToken)
    {
        Reads++;
        return Task.FromResult<(ImmutableArray<Block>, string?)>((
            [.. All.Values.Where(b => (channel ?? b.Channel) == b.Channel && (account is null || b.Account is null || b.Account == account))], null));
    }
}
