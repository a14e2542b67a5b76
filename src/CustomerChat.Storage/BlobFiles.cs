using System.Buffers;
using System.Data.Common;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using CustomerChat.Files;
using Microsoft.Extensions.Options;

namespace CustomerChat.Storage;

/// <summary>
/// Files in Blob Storage: a private container, with one folder for each chat. A file smaller than <see cref="BlockSize"/> is one
/// transaction. A larger file is one transaction for each block and one for the list of blocks; it exists only after the last one. If a
/// crash leaves blocks behind, the service removes them after a week.
/// </summary>
public sealed class BlobFiles : IFileStore
{
    /// <summary>How many bytes of a file one transfer holds in memory.</summary>
    public const int BlockSize = 2 * 1024 * 1024;

    private readonly BlobContainerClient? _container;
    private Task? _created;

    public BlobFiles(IOptions<StorageOptions> options)
    {
        var settings = options.Value;
        var name = settings.TablePrefix.ToLowerInvariant() + TableKeys.Files;
        var clientOptions = StorageClients.Configure(new BlobClientOptions(), TimeSpan.FromSeconds(30));
        var service = settings.BlobServiceUri is { } uri ? new BlobServiceClient(uri, Tables.Credential(settings), clientOptions)
            : NamesBlobs(settings.ConnectionString) ? new BlobServiceClient(settings.ConnectionString, clientOptions)
            : null;
        _container = service?.GetBlobContainerClient(name);
    }

    public bool IsOn => _container is not null;

    /// <summary>
    /// Whether a connection string leads to a blob service: it names one, or it names an account without naming the account's services one
    /// by one (https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string). Pure.
    /// </summary>
    public static bool NamesBlobs(string? connectionString)
    {
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            return false;
        }

        var parts = new DbConnectionStringBuilder { ConnectionString = connectionString };
        return parts.ContainsKey("BlobEndpoint")
            || parts.ContainsKey("UseDevelopmentStorage")
            || (parts.ContainsKey("AccountName") && !parts.Keys.OfType<string>().Any(k => k.EndsWith("endpoint", StringComparison.OrdinalIgnoreCase)));
    }

    public async Task SaveAsync(string chatId, string part, Stream content, CancellationToken cancellationToken)
    {
        var blob = await BlobAsync(chatId, part);
        var buffer = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            var length = await content.ReadAtLeastAsync(buffer.AsMemory(0, BlockSize), BlockSize, throwOnEndOfStream: false, cancellationToken);
            if (length < BlockSize)
            {
                await blob.UploadAsync(new MemoryStream(buffer, 0, length), new BlobUploadOptions(), cancellationToken);
                return;
            }

            var blocks = new List<string>();
            while (length > 0)
            {
                blocks.Add(Convert.ToBase64String(BitConverter.GetBytes(blocks.Count)));
                await blob.StageBlockAsync(blocks[^1], new MemoryStream(buffer, 0, length), new BlockBlobStageBlockOptions(), cancellationToken);
                length = await content.ReadAtLeastAsync(buffer.AsMemory(0, BlockSize), BlockSize, throwOnEndOfStream: false, cancellationToken);
            }

            await blob.CommitBlockListAsync(blocks, new CommitBlockListOptions(), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public async Task<Stream?> OpenAsync(string chatId, string part, long from, long? length, CancellationToken cancellationToken)
    {
        try
        {
            var options = new BlobDownloadOptions { Range = from == 0 && length is null ? default : new HttpRange(from, length) };
            return (await (await BlobAsync(chatId, part)).DownloadStreamingAsync(options, cancellationToken)).Value.Content;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 416)
        {
            return null;
        }
    }

    public async Task<bool> ExistsAsync(string chatId, string part, CancellationToken cancellationToken) =>
        await (await BlobAsync(chatId, part)).ExistsAsync(cancellationToken);

    public async Task RemoveAsync(string chatId, string part, CancellationToken cancellationToken) =>
        await (await BlobAsync(chatId, part)).DeleteIfExistsAsync(cancellationToken: cancellationToken);

    public async Task<int> RemoveAllAsync(string chatId, CancellationToken cancellationToken)
    {
        if (_container is null)
        {
            return 0;
        }

        await CreateAsync();
        var removed = 0;

        // This also finds files that were begun and never finished: their blocks must not stay until the service removes them.
        await foreach (var blob in _container.GetBlobsAsync(
            new GetBlobsOptions { States = BlobStates.Uncommitted, Prefix = TableKeys.Folder(chatId) }, cancellationToken))
        {
            removed += await TryRemoveAsync(blob.Name, cancellationToken) ? 1 : 0;
        }

        return removed;
    }

    /// <summary>A file that has only blocks can't be deleted. An empty file in its place removes the blocks first.</summary>
    private async Task<bool> TryRemoveAsync(string name, CancellationToken cancellationToken)
    {
        var blob = _container!.GetBlockBlobClient(name);
        if (await blob.DeleteIfExistsAsync(cancellationToken: cancellationToken))
        {
            return true;
        }

        await blob.UploadAsync(Stream.Null, new BlobUploadOptions(), cancellationToken);
        await blob.DeleteIfExistsAsync(cancellationToken: cancellationToken);
        return false;
    }

    private async Task<BlockBlobClient> BlobAsync(string chatId, string part)
    {
        await CreateAsync();
        return _container!.GetBlockBlobClient(TableKeys.Folder(chatId) + part);
    }

    /// <summary>Creates the container once. If that fails (the storage is down), the next caller tries again.</summary>
    private Task CreateAsync() => _container is null ? throw new InvalidOperationException("No blob storage is configured.")
        : _created is { IsFaulted: false, IsCanceled: false } created ? created
        : _created = _container.CreateIfNotExistsAsync();
}
