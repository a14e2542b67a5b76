using System.Collections.Concurrent;
using CustomerChat.Files;

namespace CustomerChat.Tests.Support;

/// <summary>Files in memory.</summary>
internal sealed class MemoryFiles : IFileStore
{
    public bool IsOn { get; init; } = true;

    public ConcurrentDictionary<(string ChatId, string Part), byte[]> All { get; } = new();

    /// <summary>Called when a file is in, and before that is answered.</summary>
    public Func<string, Task> Saved { get; set; } = _ => Task.CompletedTask;

    public async Task SaveAsync(string chatId, string part, Stream content, CancellationToken cancellationToken)
    {
        var buffer = new MemoryStream();
        await content.CopyToAsync(buffer, cancellationToken);
        All[(chatId, part)] = buffer.ToArray();
        await Saved(part);
    }

    public Task<Stream?> OpenAsync(string chatId, string part, long from, long? length, CancellationToken cancellationToken) =>
        Task.FromResult<Stream?>(All.TryGetValue((chatId, part), out var bytes) ? new MemoryStream(bytes, (int)from, (int)(length ?? bytes.Length - from)) : null);

    public Task<bool> ExistsAsync(string chatId, string part, CancellationToken cancellationToken) => Task.FromResult(All.ContainsKey((chatId, part)));

    public Task RemoveAsync(string chatId, string part, CancellationToken cancellationToken)
    {
        All.TryRemove((chatId, part), out _);
        return Task.CompletedTask;
    }

    public Task<int> RemoveAllAsync(string chatId, CancellationToken cancellationToken) =>
        Task.FromResult(All.Keys.Count(k => k.ChatId == chatId && All.TryRemove(k, out _)));
}
