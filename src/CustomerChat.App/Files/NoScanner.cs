using CustomerChat.Files;

namespace CustomerChat.App.Files;

/// <summary>No scanner is configured: every file counts as clean.</summary>
internal sealed class NoScanner : IFileScanner
{
    public bool IsOn => false;

    public Task<ScanResult> ScanAsync(ChatFile file, Stream content, CancellationToken cancellationToken) => Task.FromResult(new ScanResult(ScanVerdict.Clean));
}
