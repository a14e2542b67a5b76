using System.Collections.Immutable;
using CustomerChat.Chats;

namespace CustomerChat.Ledger;

/// <summary>Methods for callers that work on an existing chat: if the chat was erased in the meantime, they throw.</summary>
internal static class LedgerExtensions
{
    /// <summary>Gets a chat as this process knows it, however old that knowledge is.</summary>
    public static async ValueTask<Chat> KnownAsync(this ChatLedger ledger, string chatId, CancellationToken cancellationToken) =>
        await ledger.GetAsync(chatId, ChatLedger.AnyAge, cancellationToken) ?? throw new ChatGoneException();

    /// <summary>Changes the head by a pure function. Returns the chat afterwards.</summary>
    public static async Task<Chat> ChangeAsync(this ChatLedger ledger, string chatId, Func<Chat, Chat> change, CancellationToken cancellationToken)
    {
        var result = await ledger.ChangeAsync(chatId, c => change(c) is var next && next == c ? ChatDecision.Nothing : new ChatChange(next), cancellationToken);
        return result.Chat ?? throw new ChatGoneException();
    }

    /// <summary>Commits facts. Returns the chat afterwards.</summary>
    public static async Task<Chat> CommitAsync(this ChatLedger ledger, string chatId, ImmutableArray<ChatFact> facts, CancellationToken cancellationToken) =>
        (await ledger.ChangeAsync(chatId, facts, _ => ChatDecision.Nothing, cancellationToken)).Chat ?? throw new ChatGoneException();
}
