using System.Security.Cryptography;

namespace CustomerChat.Sandbox.Chats;

/// <summary>Files that agents send, in memory: when there is no room the oldest go.</summary>
internal sealed class SandboxFiles
{
    /// <summary>The largest file, in bytes: 20 MiB.</summary>
    public const int MaxSize = 20 * 1024 * 1024;

    private const int MaxCount = 200;
    private const long MaxTotal = 10L * MaxSize;

    private readonly Lock _lock = new();
    private readonly LinkedList<SandboxFile> _files = [];

    /// <summary>Keeps a file, and gives it an id that nobody can guess.</summary>
    public SandboxFile Add(string name, string type, byte[] content)
    {
        var file = new SandboxFile(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), name, type, content);
        lock (_lock)
        {
            _files.AddLast(file);
            while (_files.Count > MaxCount || _files.Sum(f => (long)f.Content.Length) > MaxTotal)
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
            return _files.FirstOrDefault(f => f.Id == id);
        }
    }
}
