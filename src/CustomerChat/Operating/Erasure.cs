using CustomerChat.Chats;
using CustomerChat.Intake;
using CustomerChat.Ledger;

namespace CustomerChat.Operating;

/// <summary>Removes every trace of a chat, or of all chats of a customer. A customer may ask for it at any time, whatever state the chats are in.</summary>
public sealed class Erasure(IChatCatalog catalog, IChatStore store, ChatIntake intake, IChatRetention retention)
{
    private const int PageSize = 200;

    /// <summary>How often the search for chats is repeated at most: chats may be opened while others are erased.</summary>
    private const int MaxPasses = 5;

    /// <summary>Erases one chat. An open chat is ended first; the contact centre is told if the chat still gets a turn before it is erased.</summary>
    /// <returns>What was removed; null = nothing of such a chat existed.</returns>
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

        // A chat whose erasure was interrupted can no longer be loaded. Its erasure is finished here.
        var removed = await retention.RemoveAsync(chatId, cancellationToken);
        return removed.IsNothing ? null : removed;
    }

    /// <summary>Erases all chats of a customer, by their address in a channel.</summary>
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

    /// <summary>True: a chat was found and erased.</summary>
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

/// <summary>What was erased, without any of its content.</summary>
/// <param name="Chats">The ids of the chats that were erased.</param>
/// <param name="Rows">How many rows were removed.</param>
/// <param name="Files">How many files were removed.</param>
public sealed record ErasureReceipt(IReadOnlyList<string> Chats, int Rows, int Files);
