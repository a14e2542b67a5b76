using CustomerChat.Chats;
using CustomerChat.Ledger;

namespace CustomerChat.Operating;

/// <summary>Lists which chats are open and which have ended, so that nobody has to read each chat.</summary>
public interface IChatIndex
{
    /// <summary>The number of shards over which open chats are spread.</summary>
    const int Shards = 8;

    /// <summary>Notes an open chat. It is called before the chat is created, so that no chat is without its note.</summary>
    Task AddAsync(Chat chat, CancellationToken cancellationToken);

    /// <summary>
    /// Notes a chat under its present address, and puts its note back if the note was removed. Repeating it is safe; if the chat was
    /// erased, no note is left.
    /// </summary>
    /// <param name="chat">The chat, with its present address.</param>
    /// <param name="former">Addresses under which the chat must no longer be found.</param>
    Task MoveAsync(Chat chat, IReadOnlyCollection<string> former, CancellationToken cancellationToken);

    /// <summary>Notes that a chat is finished. Repeating it is safe; if the chat was erased in the meantime, no note is left.</summary>
    Task EndAsync(Chat chat, CancellationToken cancellationToken);

    /// <summary>Removes the note of a chat that was never created.</summary>
    Task RemoveAsync(string chatId, CancellationToken cancellationToken);

    /// <summary>Notes the time of a heartbeat for an open chat. It does nothing if the chat is no longer open.</summary>
    Task WriteHeartbeatAsync(string chatId, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Removes all notes of a chat that is erased. Repeating it is safe.</summary>
    /// <returns>How many notes existed.</returns>
    Task<int> RemoveNotesAsync(Tombstone chat, CancellationToken cancellationToken);

    /// <summary>The notes of all chats that ended on a day before the day of the given time.</summary>
    IAsyncEnumerable<Tombstone> ListEndedBeforeAsync(DateTimeOffset day, CancellationToken cancellationToken);

    /// <summary>
    /// Notes the addresses of chats that were opened before the index by address existed. Once a run finds no such chat, a search for an
    /// address no longer reads all notes.
    /// </summary>
    Task IndexAddressesAsync(CancellationToken cancellationToken);

    /// <summary>The open chats of one shard.</summary>
    IAsyncEnumerable<OpenChat> ListOpenAsync(int shard, CancellationToken cancellationToken);

    /// <summary>The shard of a chat. It never changes.</summary>
    int ShardOf(string chatId);
}
