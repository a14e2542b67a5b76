using CustomerChat.Chats;

namespace CustomerChat.Files;

/// <summary>Finds the file that an agent has sent as a link.</summary>
public interface IOutboundFiles
{
    /// <summary>
    /// The file of an entry that is nothing but a link (an agent's text, or a pushed address) to a file of this relay or of an allowed
    /// host. Null = the entry is something else, or the file can't be reached: the link is sent as it is.
    /// </summary>
    ValueTask<LinkedFile?> FindAsync(ChatEntry entry, CancellationToken cancellationToken);
}
