using CustomerChat.Chats;
using CustomerChat.Ledger;

namespace CustomerChat.Operating;

/// <summary>Which chats are open, and which have ended, without a look into each.</summary>
public interface IChatIndex
{
    /// <summary>The number of shards that open chats are spread over.</summary>
    const int Shards = 8;

    /// <summary>Notes an open chat. Called before the chat is created, so that no chat is ever without its note.</summary>
    Task AddAsync(Chat chat, CancellationToken cancellationToken);

    /// <summary>Notes that the answers of a chat that is not finished go to another address than before. Repeating it is safe.</summary>
    /// <param name="chat">The chat, with its new address.</param>
    /// <param name="former">Addresses by which it is not to be found any more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task MoveAsync(Chat chat, IReadOnlyCollection<string> former, CancellationToken cancellationToken);

    /// <summary>Notes that a chat is over. Repeating it is safe; of a chat that was erased meanwhile no note is left.</summary>
    Task EndAsync(Chat chat, CancellationToken cancellationToken);

    /// <summary>Removes the note of a chat that was never created.</summary>
    Task RemoveAsync(string chatId, CancellationToken cancellationToken);

    /// <summary>Notes that turns of an open chat are being run; nothing when the chat is not open any more.</summary>
    Task WriteHeartbeatAsync(string chatId, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Removes every note of a chat that is erased. Repeating it is safe.</summary>
    /// <returns>How many there were.</returns>
    Task<int> RemoveNotesAsync(Tombstone chat, CancellationToken cancellationToken);

    /// <summary>The notes of chats that ended on a day before the given one.</summary>
    IAsyncEnumerable<Tombstone> ListEndedBeforeAsync(DateTimeOffset day, CancellationToken cancellationToken);

    /// <summary>Notes the addresses of chats that were opened before there was an index by address. When none is left, addresses are no more looked for in all notes.</summary>
    Task IndexAddressesAsync(CancellationToken cancellationToken);

    /// <summary>The open chats of one shard.</summary>
    IAsyncEnumerable<OpenChat> ListOpenAsync(int shard, CancellationToken cancellationToken);

    /// <summary>The shard of a chat, the same for ever.</summary>
    int ShardOf(string chatId);
}
