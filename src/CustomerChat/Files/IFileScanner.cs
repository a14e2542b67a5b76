namespace CustomerChat.Files;

/// <summary>Checks a file before anybody can get it.</summary>
public interface IFileScanner
{
    /// <summary>False: files are not checked.</summary>
    bool IsOn { get; }

    /// <summary>Checks a file. If the scanner does not answer as it should, the verdict is <see cref="ScanVerdict.Unknown"/>.</summary>
    Task<ScanResult> ScanAsync(ChatFile file, Stream content, CancellationToken cancellationToken);
}
