namespace CustomerChat.Files;

/// <summary>Decides on a file before anybody can have it.</summary>
public interface IFileScanner
{
    /// <summary>False: no file is looked at.</summary>
    bool IsOn { get; }

    /// <summary>Looks at a file. A scanner that does not answer as it should is a verdict, too: <see cref="ScanVerdict.Unknown"/>.</summary>
    Task<ScanResult> ScanAsync(ChatFile file, Stream content, CancellationToken cancellationToken);
}
