namespace CustomerChat.Files;

/// <summary>A channel's account by which the files of its customers are fetched.</summary>
public interface IFileSource
{
    /// <summary>The account's own allow-list; null = <see cref="ChatFileOptions.Types"/>.</summary>
    string? FileTypes { get; }

    /// <summary>Opens a file at the provider, with the provider's credentials and nowhere else. Every outcome that can be expected is a result.</summary>
    Task<FileSourceResult> OpenAsync(FileReference file, CancellationToken cancellationToken);
}
