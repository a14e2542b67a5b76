namespace CustomerChat.Files;

/// <summary>A channel account from which the files of its customers can be fetched.</summary>
public interface IFileSource
{
    /// <summary>The account's own allow-list; null = <see cref="ChatFileOptions.Types"/>.</summary>
    string? FileTypes { get; }

    /// <summary>
    /// Opens a file at the provider. The account's credentials are sent only to the provider. Every outcome that can be expected is a
    /// result.
    /// </summary>
    Task<FileSourceResult> OpenAsync(FileReference file, CancellationToken cancellationToken);
}
