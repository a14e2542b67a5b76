using CustomerChat.Delivery;
using CustomerChat.Files;
using CustomerChat.Intake;
using CustomerChat.Ledger;

namespace CustomerChat.Operating;

/// <summary>
/// Removes chats in an order that is safe whatever other work runs at the same time. First the claim is removed: a process that finds a
/// claim without a chat may open the chat. Then the head becomes a tombstone: no commit succeeds any more, so what the removal finds after
/// that is complete. The notes are removed last: after a crash, they lead to the chat again.
/// </summary>
public sealed class ChatRemoval(IChatStore store, IChatIndex index, IConversations conversations, IDeadLetters deadLetters, IFileStore files, ChatLedger ledger)
    : IChatRetention
{
    public async Task<Removed> RemoveAsync(string chatId, CancellationToken cancellationToken)
    {
        var removed = 0;
        if (await store.LoadAsync(chatId, cancellationToken) is { Chat.Channel: { } address } && await conversations.ForgetAsync(address, chatId, cancellationToken))
        {
            removed++;
        }

        var tombstone = await store.FenceAsync(chatId, cancellationToken);
        ledger.Forget(chatId);
        removed += await deadLetters.RemoveAllAsync(chatId, cancellationToken);
        if (tombstone is null)
        {
            // Rows and files are removed before the tombstone. Rows that exist now may belong to a chat that was created later under the
            // claimed id: they are not touched.
            return new(removed, 0);
        }

        removed += await store.RemoveRowsAsync(chatId, cancellationToken);
        var blobs = files.IsOn ? await files.RemoveAllAsync(chatId, cancellationToken) : 0;
        await store.RemoveTombstoneAsync(chatId, cancellationToken);
        return new(removed + 1 + await index.RemoveNotesAsync(tombstone, cancellationToken), blobs);
    }

    public async Task<int> RemoveEndedBeforeAsync(DateTimeOffset day, CancellationToken cancellationToken)
    {
        var removed = 0;
        await foreach (var note in index.ListEndedBeforeAsync(day, cancellationToken))
        {
            await RemoveAsync(note.ChatId, cancellationToken);
            await index.RemoveNotesAsync(note, cancellationToken);
            removed++;
        }

        return removed;
    }

    public Task IndexAddressesAsync(CancellationToken cancellationToken) => index.IndexAddressesAsync(cancellationToken);
}
