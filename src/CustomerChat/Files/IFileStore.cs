namespace CustomerChat.Files;

/// <summary>Stores files, in one folder for each chat. No file is held in memory as a whole.</summary>
public interface IFileStore
{
    /// <summary>Whether there is a storage for files.</summary>
    bool IsOn { get; }

    /// <summary>Stores a file. It replaces a file in the same place. If the content can't be read to its end, nothing is stored.</summary>
    /// <param name="part">The file's place in the chat's folder: letters, digits and dashes.</param>
    /// <param name="content">The content. It is read only once.</param>
    Task SaveAsync(string chatId, string part, Stream content, CancellationToken cancellationToken);

    /// <summary>Opens a file, or a part of it; null = the file does not exist.</summary>
    /// <param name="part">The file's place in the chat's folder.</param>
    /// <param name="from">The first byte, from 0.</param>
    /// <param name="length">The number of bytes; null = to the end.</param>
    Task<Stream?> OpenAsync(string chatId, string part, long from, long? length, CancellationToken cancellationToken);

    /// <summary>Whether the file exists.</summary>
    Task<bool> ExistsAsync(string chatId, string part, CancellationToken cancellationToken);

    /// <summary>Removes a file. Repeating it is safe.</summary>
    Task RemoveAsync(string chatId, string part, CancellationToken cancellationToken);

    /// <summary>Removes all files of a chat. Repeating it is safe.</summary>
    /// <returns>How many files existed.</returns>
    Task<int> RemoveAllAsync(string chatId, CancellationToken cancellationToken);
}
