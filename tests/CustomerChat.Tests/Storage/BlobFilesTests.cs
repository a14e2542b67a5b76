using System.Security.Cryptography;
using CustomerChat.Chats;
using CustomerChat.Storage;
using CustomerChat.Tests.Support;
using Microsoft.Extensions.Options;

namespace CustomerChat.Tests.Storage;

[Collection(AzuriteCollection.Name)]
public class BlobFilesTests(AzuriteFixture azurite)
{
    private readonly BlobFiles _files = new(Options.Create(new StorageOptions { ConnectionString = azurite.ConnectionString, TablePrefix = AzuriteFixture.NewPrefix() }));
    private readonly string _chat = ChatIds.New();

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(BlobFiles.BlockSize)]
    [InlineData((2 * BlobFiles.BlockSize) + 1)]
    public async Task Save_AFileOfAnySize_IsReadBackWholeAndInParts(int size)
    {
        var content = RandomNumberGenerator.GetBytes(size);
        await _files.SaveAsync(_chat, "1-0", new MemoryStream(content), default);

        Assert.Equal(content, await ReadAsync("1-0", 0, null));
        if (size > 2)
        {
            Assert.Equal(content[1..^1], await ReadAsync("1-0", 1, size - 2));
        }

        Assert.True(await _files.ExistsAsync(_chat, "1-0", default));
        Assert.Null(await _files.OpenAsync(_chat, "1-1", 0, null, default));
        Assert.Null(await _files.OpenAsync(ChatIds.New(), "1-0", 0, null, default));
    }

    [Fact]
    public async Task Save_WhatBreaksOff_LeavesNothing()
    {
        await Assert.ThrowsAsync<IOException>(() => _files.SaveAsync(_chat, "1-0", new Generated(3 * BlobFiles.BlockSize, breaksOff: true), default));

        Assert.False(await _files.ExistsAsync(_chat, "1-0", default));

        // Its blocks are there until then, and no later. Azurite counts them as a file that is deleted, the service does not.
        Assert.InRange(await _files.RemoveAllAsync(_chat, default), 0, 1);
        await _files.SaveAsync(_chat, "1-0", new MemoryStream([1]), default);
        Assert.Equal(1, await _files.RemoveAllAsync(_chat, default));
        Assert.Equal(0, await _files.RemoveAllAsync(_chat, default));
    }

    [Fact]
    public async Task RemoveAll_OfAChat_CountsItsFilesAndLeavesThoseOfOthers()
    {
        var other = ChatIds.New();
        await _files.SaveAsync(other, "1-0", new MemoryStream([1]), default);
        await _files.SaveAsync(_chat, "1-0", new MemoryStream([1]), default);
        await _files.SaveAsync(_chat, "2-0", new MemoryStream([1]), default);

        Assert.Equal(2, await _files.RemoveAllAsync(_chat, default));

        Assert.False(await _files.ExistsAsync(_chat, "1-0", default));
        Assert.True(await _files.ExistsAsync(other, "1-0", default));
    }

    [Theory]
    [InlineData("UseDevelopmentStorage=true", true)]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=a;AccountKey=eA==;EndpointSuffix=core.windows.net", true)]
    [InlineData("AccountName=a;AccountKey=eA==;TableEndpoint=http://127.0.0.1:1/a", false)]
    [InlineData("AccountName=a;AccountKey=eA==;TableEndpoint=http://127.0.0.1:1/a;BlobEndpoint=http://127.0.0.1:2/a", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void NamesBlobs_OfAConnectionString_IsWhetherItLeadsToABlobService(string? connectionString, bool expected) =>
        Assert.Equal(expected, BlobFiles.NamesBlobs(connectionString));

    private async Task<byte[]> ReadAsync(string part, long from, long? length)
    {
        await using var content = (await _files.OpenAsync(_chat, part, from, length, default))!;
        var all = new MemoryStream();
        await content.CopyToAsync(all);
        return all.ToArray();
    }
}
