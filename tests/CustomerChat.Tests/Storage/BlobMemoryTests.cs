using CustomerChat.Chats;
using CustomerChat.Storage;
using CustomerChat.Tests.Support;
using Microsoft.Extensions.Options;

namespace CustomerChat.Tests.Storage;

/// <summary>What a file costs of memory. No other test runs beside it: they would be measured as well.</summary>
[Collection(AloneCollection.Name)]
public class BlobMemoryTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const long Mebibyte = 1024 * 1024;

    private readonly BlobFiles _files = new(Options.Create(new StorageOptions { ConnectionString = azurite.ConnectionString, TablePrefix = AzuriteFixture.NewPrefix() }));
    private readonly string _chat = ChatIds.New();

    /// <summary>50 MB up and down, then eight files at once: what is held in between is blocks, not files.</summary>
    [Fact]
    public async Task SaveAndOpen_50MegabytesAndThenEightFilesAtOnce_HoldsBlocks()
    {
        await _files.SaveAsync(_chat, "warm", new Generated(BlobFiles.BlockSize * 2), default);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = 0L;

        await _files.SaveAsync(_chat, "one", new Generated(50_000_000, each: Measure), default);
        await using (var one = (await _files.OpenAsync(_chat, "one", 0, null, default))!)
        {
            await one.CopyToAsync(Stream.Null);
            Measure();
        }

        Assert.InRange(most, 0, 32 * Mebibyte);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => _files.SaveAsync(_chat, $"many-{i}", new Generated(10_000_000, each: Measure), default)));

        // 80 megabytes in all; a few blocks of 2 MiB for each.
        Assert.InRange(most, 0, 64 * Mebibyte);
        Assert.Equal(10, await _files.RemoveAllAsync(_chat, default));

        void Measure() => most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
    }
}
