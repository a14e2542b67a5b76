using CustomerChat.Chats;

namespace CustomerChat.Files;

/// <summary>Makes links to the files of chats. Anybody who has a link can get the file.</summary>
public interface IFileLinks
{
    /// <summary>Whether the relay's public address is known.</summary>
    bool IsOn { get; }

    /// <summary>An absolute link to a file of an entry. The link is sealed and expires. Null if <see cref="IsOn"/> is false.</summary>
    /// <param name="number">The number of the file in the entry, from 0.</param>
    string? LinkTo(string chatId, ChatEntry entry, int number);
}
