using CustomerChat.Chats;
using CustomerChat.Intake;
using CustomerChat.Ledger;

namespace CustomerChat.Operating;

/// <summary>Removes every trace of a chat, or of a person's chats: a person may ask for it, at once and whatever state they are in.</summary>
public sealed class Erasure(IChatCatalog catalog, IChatStore store, ChatIntake intake, IChatRetention retention)
{
    private const int PageSize = 200;

    /// <summary>Chats may be opened while others are erased: it is looked again, this often at most.</summary>
    private const int MaxPasses = 5;

    /// <summary>Erases one chat. An open one is ended first; the contact centre is told, if its turn gets to it.</summary>
    /// <returns>What was removed; null when there is nothing of such a chat.</returns>
    public async Task<Removed?> EraseAsync(string chatId, CancellationToken cancellationToken)
    {
        if (!ChatIds.IsWellFormed(chatId))
        {
            return null;
        }

        if (await store.LoadAsync(chatId, cancellationToken) is { } stored)
        {
            await intake.EndAsync(chatId, stored.Chat.ContactCenterId, EndReason.Operator, cancellationToken);
        }

        // One whose erasing was broken off is not loaded any more; it is finished here.
        var removed = await retention.RemoveAsync(chatId, cancellationToken);
        return removed.IsNothing ? null : removed;
    }

    /// <summary>Erases all chats of a person, by the address in a channel.</summary>
    public async Task<ErasureReceipt> EraseAsync(string channel, string? account, string address, CancellationToken cancellationToken)
    {
        var query = new CatalogQuery { Channel = channel, Account = account, Address = address };
        var erased = new Dictionary<string, Removed>(StringComparer.Ordinal);
        for (var pass = 0; pass < MaxPasses; pass++)
        {
            if (!await EraseAsync(query, erased, cancellationToken))
            {
                break;
            }
        }

        return new ErasureReceipt([.. erased.Keys.Order(StringComparer.Ordinal)], erased.Values.Sum(r => r.Rows), erased.Values.Sum(r => r.Files));
    }

    /// <summary>True: something was there.</summary>
    private async Task<bool> EraseAsync(CatalogQuery query, Dictionary<string, Removed> erased, CancellationToken cancellationToken)
    {
        var (any, continuation) = (false, default(string));
        do
        {
            var page = await catalog.ListAsync(query, continuation, PageSize, cancellationToken);
            foreach (var chat in page.Chats)
            {
                if (await EraseAsync(chat.ChatId, cancellationToken) is { } removed)
                {
                    var before = erased.GetValueOrDefault(chat.ChatId);
                    erased[chat.ChatId] = new(before.Rows + removed.Rows, before.Files + removed.Files);
                    any = true;
                }
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);

        return any;
    }
}

/// <summary>What was erased: without a word of what it was.</summary>
/// <param name="Chats">The ids of the chats that are no more.</param>
/// <param name="Rows">How many rows were removed.</param>
/// <param name="Files">How many files were removed.</param>
public sealed record ErasureReceipt(IReadOnlyList<string> Chats, int Rows, int Files);
