using CustomerChat.Delivery;
using CustomerChat.Files;
using CustomerChat.Intake;
using CustomerChat.Ledger;

namespace CustomerChat.Operating;

/// <summary>
/// Removes chats in an order that holds whatever runs beside it. The claim goes first: who finds a chat claimed and not there may open it. Then
/// the head becomes a tombstone: no commit succeeds any more, so what is found from then on is all there is. The notes go last: they lead here again
/// after a crash.
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
            // Rows and files go before the tombstone does. What is there now may be of a chat that was created since, under the id that was claimed for it: it is not touched.
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
