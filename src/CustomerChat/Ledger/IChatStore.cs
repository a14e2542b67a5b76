using System.Collections.Immutable;
using CustomerChat.Chats;

namespace CustomerChat.Ledger;

/// <summary>
/// Stores chats. A caller loads the head, commits a head together with its new entries, and reads entries. A commit is guarded by the
/// version with which the head was loaded. A conflict is a result, not an exception.
/// </summary>
public interface IChatStore
{
    /// <summary>Loads the head and its version; null = the chat does not exist, or is being erased.</summary>
    Task<StoredChat?> LoadAsync(string chatId, CancellationToken cancellationToken);

    /// <summary>
    /// Commits everything or nothing. It is safe to repeat a commit whose outcome is unknown: the repeat is recognised. On a chat that was
    /// erased or is being erased, the result is a conflict.
    /// </summary>
    Task<CommitResult> CommitAsync(ChatCommit commit, CancellationToken cancellationToken);

    /// <summary>Reads the entries of a range, in order.</summary>
    /// <param name="from">The first index.</param>
    /// <param name="through">The last index, taken from the head. Entries after it do not count yet.</param>
    Task<ImmutableArray<ChatEntry>> ReadAsync(string chatId, long from, long through, CancellationToken cancellationToken);

    /// <summary>The index of the entry that was stored with an idempotency key, 0 if it was stored without an entry; null = the key is not known.</summary>
    Task<long?> FindKeyAsync(string chatId, string key, CancellationToken cancellationToken);

    /// <summary>The index of the entry to which a provider's message id belongs; null = the id is not known.</summary>
    Task<long?> FindDeliveryAsync(string chatId, string providerId, CancellationToken cancellationToken);

    /// <summary>Takes in a provider's report about a message for which a commit stored a receipt. It never takes a status back.</summary>
    /// <returns>False: the chat has no such message.</returns>
    Task<bool> ReportAsync(string chatId, string providerId, DeliveryStatus status, string? error, CancellationToken cancellationToken);

    /// <summary>
    /// Begins to erase a chat: replaces its head by a tombstone. After that, no commit succeeds and the chat can't be loaded. Repeating it
    /// is safe.
    /// </summary>
    /// <returns>The tombstone; null = there is neither a chat nor a tombstone.</returns>
    Task<Tombstone?> FenceAsync(string chatId, CancellationToken cancellationToken);

    /// <summary>Removes all rows of a chat except its head or tombstone.</summary>
    /// <returns>The number of removed rows.</returns>
    Task<int> RemoveRowsAsync(string chatId, CancellationToken cancellationToken);

    /// <summary>Removes a tombstone. After that, nothing of the chat is left in the store.</summary>
    Task RemoveTombstoneAsync(string chatId, CancellationToken cancellationToken);

    /// <summary>How far GetMessages without <c>index</c> has returned the transcript.</summary>
    Task<ChatCursor> GetCursorAsync(string chatId, CancellationToken cancellationToken);

    /// <summary>Moves the cursor forward, if it was not moved since it was read. It is safe to repeat it after a lost answer.</summary>
    /// <returns>False: another caller has moved the cursor; read it again.</returns>
    Task<bool> TryMoveCursorAsync(string chatId, ChatCursor from, long through, CancellationToken cancellationToken);
}
