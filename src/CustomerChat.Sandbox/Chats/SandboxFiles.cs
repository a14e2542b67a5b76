using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace CustomerChat.Sandbox.Chats;

/// <summary>The files of all chats, in memory; gone after a day, as Direct Line's are.</summary>
internal sealed class SandboxFiles(TimeProvider time)
{
    /// <summary>The largest file that is taken, in bytes.</summary>
    public const int MaxBytes = 10 * 1024 * 1024;

    private static readonly TimeSpan Life = TimeSpan.FromHours(24);

    private readonly ConcurrentDictionary<string, (SandboxFile File, DateTimeOffset Until)> _files = new(StringComparer.Ordinal);

    public SandboxFile Add(string name, string? contentType, byte[] bytes)
    {
        var file = new SandboxFile(
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), Path.GetFileName(name), contentType ?? "application/octet-stream", bytes);
        _files[file.Id] = (file, time.GetUtcNow() + Life);
        return file;
    }

    public SandboxFile? Find(string id) => _files.TryGetValue(id, out var known) && known.Until > time.GetUtcNow() ? known.File : null;

    public void Remove(string id) => _files.TryRemove(id, out _);
}
