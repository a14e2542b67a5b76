namespace CustomerChat.Files;

/// <summary>Where files are kept: a folder a chat. Nothing is held whole in memory.</summary>
public interface IFileStore
{
    /// <summary>There is a storage for files.</summary>
    bool IsOn { get; }

    /// <summary>Keeps a file; one that is there already is replaced. When reading it fails, nothing is kept.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="part">The file's place in the chat's folder: letters, digits and dashes.</param>
    /// <param name="content">The content, read once.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task SaveAsync(string chatId, string part, Stream content, CancellationToken cancellationToken);

    /// <summary>Opens a file, or a part of it; null when it is not there.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="part">The file's place in the chat's folder.</param>
    /// <param name="from">The first byte, from 0.</param>
    /// <param name="length">How many bytes; null = to the end.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<Stream?> OpenAsync(string chatId, string part, long from, long? length, CancellationToken cancellationToken);

    /// <summary>Whether the file is there.</summary>
    Task<bool> ExistsAsync(string chatId, string part, CancellationToken cancellationToken);

    /// <summary>Removes a file. Repeating it is safe.</summary>
    Task RemoveAsync(string chatId, string part, CancellationToken cancellationToken);

    /// <summary>Removes all files of a chat. Repeating it is safe.</summary>
    /// <returns>How many there were.</returns>
    Task<int> RemoveAllAsync(string chatId, CancellationToken cancellationToken);
}
