using CustomerChat.Chats;

namespace CustomerChat.Files;

/// <summary>Makes links to the files of chats, by which whoever was given one gets the file.</summary>
public interface IFileLinks
{
    /// <summary>The relay's public address is known.</summary>
    bool IsOn { get; }

    /// <summary>An absolute link to a file of an entry, sealed and with an end; null when <see cref="IsOn"/> is false.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="number">Which of its files, from 0.</param>
    string? LinkTo(string chatId, ChatEntry entry, int number);
}
