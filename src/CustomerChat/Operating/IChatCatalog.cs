using CustomerChat.Chats;

namespace CustomerChat.Operating;

/// <summary>Searches for chats, open and ended ones, for an operator.</summary>
public interface IChatCatalog
{
    /// <summary>
    /// Reads a page of the chats that match a query. A page may hold fewer chats than asked for, even none, and another page may still
    /// follow.
    /// </summary>
    /// <param name="query">Which chats to search for.</param>
    /// <param name="continuation">Where the previous page ended; null = read the first page.</param>
    /// <param name="most">The most chats in the page, 1 to 1,000.</param>
    Task<CatalogPage> ListAsync(CatalogQuery query, string? continuation, int most, CancellationToken cancellationToken);

    /// <summary>
    /// The whole id of a chat, by the first eight digits with which logs and links name it; null = no chat, or more than one, has these
    /// digits.
    /// </summary>
    Task<string?> FindAsync(ShortChatId digits, CancellationToken cancellationToken);
}
