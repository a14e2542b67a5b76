namespace CustomerChat.SelfHost.Runtime;

/// <summary>
/// A name for this process that no other process ever has, and a file that this process keeps locked while it runs. The operating system frees the lock when the
/// process ends, even if it crashes. So another process that sees the file knows for certain whether the owner still runs. A process that does not see the file
/// (on another machine, in another container) knows that it can't tell.
/// </summary>
internal sealed class HostIdentity : IDisposable
{
    private readonly FileStream? _lock;

    /// <param name="folder">The folder for the file; null = the folder for temporary files.</param>
    public HostIdentity(string? folder = null)
    {
        var id = Guid.NewGuid();
        Name = $"{Environment.MachineName}/{id:N}";
        try
        {
            _lock = new FileStream(FileOf(id, folder), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The file can't be written. Then other processes wait until the lease expires.
        }
    }

    /// <summary>The name: the machine's name, for people, and a random part.</summary>
    public string Name { get; }

    /// <summary>Whether the process with this name has certainly ended. False also when this process can't tell.</summary>
    public static bool IsGone(string name, string? folder = null)
    {
        if (!Guid.TryParseExact(name[(name.LastIndexOf('/') + 1)..], "N", out var id))
        {
            return false;
        }

        try
        {
            var path = FileOf(id, folder);
            using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            {
            }

            File.Delete(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The file is locked, so the owner runs, or the file is not on this machine.
            return false;
        }
    }

    public void Dispose()
    {
        if (_lock is not null)
        {
            File.Delete(_lock.Name);
            _lock.Dispose();
        }
    }

    private static string FileOf(Guid id, string? folder) => Path.Combine(folder ?? Path.GetTempPath(), $"customerchat-{id:N}.lock");
}
