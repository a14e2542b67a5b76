using System.Collections.Immutable;
using CustomerChat.Chats;

namespace CustomerChat.Ledger;

/// <summary>
/// Where chats are kept. Three verbs: load the head, commit a head with its new entries as one, read entries. A commit is
/// guarded by the version that the head was loaded with; a conflict is a value, not an exception.
/// </summary>
public interface IChatStore
{
    /// <summary>The head and its version; null when there is no such chat, or it is being erased.</summary>
    Task<StoredChat?> LoadAsync(string chatId, CancellationToken cancellationToken);

    /// <summary>
    /// Commits all or nothing. Repeating a commit whose outcome is unknown is safe: it is recognised. On a chat that was erased, or is being
    /// erased, it is a conflict.
    /// </summary>
    Task<CommitResult> CommitAsync(ChatCommit commit, CancellationToken cancellationToken);

    /// <summary>The entries from an index on, in order.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="from">The first index.</param>
    /// <param name="through">The last index, from the head: what lies beyond is not yet true.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    Task<ImmutableArray<ChatEntry>> ReadAsync(string chatId, long from, long through, CancellationToken cancellationToken);

    /// <summary>The index of the entry that an idempotency key came with; null when the key is not known.</summary>
    Task<long?> FindKeyAsync(string chatId, string key, CancellationToken cancellationToken);

    /// <summary>The index of the entry that a provider knows by this id; null when the id is not known.</summary>
    Task<long?> FindDeliveryAsync(string chatId, string providerId, CancellationToken cancellationToken);

    /// <summary>Takes a provider's report of a message that a commit had a receipt for. Never takes a status back.</summary>
    /// <returns>False: the chat has no such message.</returns>
    Task<bool> ReportAsync(string chatId, string providerId, DeliveryStatus status, string? error, CancellationToken cancellationToken);

    /// <summary>
    /// Begins to erase a chat: its head is replaced by a tombstone, so that no commit succeeds any more, and it is not loaded. Repeating it is safe.
    /// </summary>
    /// <returns>The tombstone; null when there is neither a chat nor a tombstone.</returns>
    Task<Tombstone?> FenceAsync(string chatId, CancellationToken cancellationToken);

    /// <summary>Removes every row of a chat but its head or tombstone.</summary>
    /// <returns>How many.</returns>
    Task<int> RemoveRowsAsync(string chatId, CancellationToken cancellationToken);

    /// <summary>Removes a tombstone: nothing of the chat is left in the store.</summary>
    Task RemoveTombstoneAsync(string chatId, CancellationToken cancellationToken);

    /// <summary>How far GetMessages without <c>index</c> has given the transcript out.</summary>
    Task<ChatCursor> GetCursorAsync(string chatId, CancellationToken cancellationToken);

    /// <summary>Moves the cursor forward, if nobody has moved it since it was read. Repeating it after a lost answer is safe.</summary>
    /// <returns>False: somebody else has moved it: read it again.</returns>
    Task<bool> TryMoveCursorAsync(string chatId, ChatCursor from, long through, CancellationToken cancellationToken);
}
