using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace CustomerChat.Sandbox.Chats;

/// <summary>
/// The files of all chats, in memory. A file is removed after a day, as in Direct Line. When there is no room left, the oldest files are removed earlier.
/// </summary>
internal sealed class SandboxFiles(TimeProvider time)
{
    /// <summary>The largest file, in bytes: 20 MiB.</summary>
    public const int MaxBytes = 20 * 1024 * 1024;

    private const int MaxCount = 200;
    private const long MaxTotal = 10L * MaxBytes;
    private const int MaxName = 100;

    private static readonly TimeSpan Life = TimeSpan.FromHours(24);

    private readonly Lock _lock = new();
    private readonly LinkedList<(SandboxFile File, DateTimeOffset Until)> _files = [];

    /// <summary>Keeps a file under an id that nobody can guess.</summary>
    public SandboxFile Add(string? name, string? contentType, byte[] bytes)
    {
        var type = MediaTypeHeaderValue.TryParse(contentType, out var given) && given.MediaType.HasValue ? given.MediaType.Value.ToLowerInvariant() : "application/octet-stream";
        var file = new SandboxFile(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), Clean(name), type, bytes);
        lock (_lock)
        {
            _files.AddLast((file, time.GetUtcNow() + Life));
            while (_files.Count > MaxCount || _files.Sum(f => (long)f.File.Bytes.Length) > MaxTotal)
            {
                _files.RemoveFirst();
            }
        }

        return file;
    }

    public SandboxFile? Find(string id)
    {
        lock (_lock)
        {
            return _files.FirstOrDefault(f => f.File.Id == id && f.Until > time.GetUtcNow()).File;
        }
    }

    public void Remove(string id)
    {
        lock (_lock)
        {
            if (_files.FirstOrDefault(f => f.File.Id == id) is { File: not null } known)
            {
                _files.Remove(known);
            }
        }
    }

    /// <summary>
    /// The file's name without folders, control characters and invisible formatting characters: such characters can change how the rest of the name is displayed.
    /// </summary>
    private static string Clean(string? name)
    {
        var clean = new string([.. (name ?? "").Replace('\\', '/').Split('/')[^1].Where(c => !char.IsControl(c) && char.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.Format)]);
        return clean.Trim(' ', '.') is not { Length: > 0 } trimmed ? "file" : trimmed.Length <= MaxName ? trimmed : trimmed[^MaxName..];
    }
}
