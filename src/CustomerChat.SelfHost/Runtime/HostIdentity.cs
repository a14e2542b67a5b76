namespace CustomerChat.SelfHost.Runtime;

/// <summary>
/// This process by a name that no other process ever has, and a file that it keeps locked while it lives. The operating system
/// frees the lock when the process ends, however it ends. So another process that sees the file can tell for certain whether the
/// owner still runs, and one that does not see it (another machine, another container) knows that it can't tell.
/// </summary>
internal sealed class HostIdentity : IDisposable
{
    private readonly FileStream? _lock;

    /// <param name="folder">Where the file is; null = the folder for temporary files.</param>
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
            // Nowhere to write: then others wait until the lease has run out.
        }
    }

    /// <summary>The name: the machine's for people, then a random one.</summary>
    public string Name { get; }

    /// <summary>Whether the owner of a name is known to run no more. False also where it can't be known.</summary>
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
            // Locked, so it runs; or there is no such file here.
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
