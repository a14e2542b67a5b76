using CustomerChat.Chats;

namespace CustomerChat.Operating;

/// <summary>Chats as an operator looks for them, open and ended ones.</summary>
public interface IChatCatalog
{
    /// <summary>A page of the chats that a query means. A page may hold fewer than asked for, even none, and still be followed by another.</summary>
    /// <param name="query">Which chats.</param>
    /// <param name="continuation">Where the page before ended; null = from the start.</param>
    /// <param name="most">The most chats of the page, 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    Task<CatalogPage> ListAsync(CatalogQuery query, string? continuation, int most, CancellationToken cancellationToken);

    /// <summary>The whole id of the chat whose id begins with eight digits, as logs and links name it; null = there is none, or more than one.</summary>
    Task<string?> FindAsync(ShortChatId digits, CancellationToken cancellationToken);
}
