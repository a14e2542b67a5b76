using System.Collections.Immutable;
using CustomerChat.Chats;

namespace CustomerChat.Ledger;

/// <summary>For who works on a chat that should be there: that it was erased meanwhile is an exception.</summary>
internal static class LedgerExtensions
{
    /// <summary>The chat as it is known here, of any age.</summary>
    public static async ValueTask<Chat> KnownAsync(this ChatLedger ledger, string chatId, CancellationToken cancellationToken) =>
        await ledger.GetAsync(chatId, ChatLedger.AnyAge, cancellationToken) ?? throw new ChatGoneException();

    /// <summary>Changes the head by a pure function; the chat as it is then.</summary>
    public static async Task<Chat> ChangeAsync(this ChatLedger ledger, string chatId, Func<Chat, Chat> change, CancellationToken cancellationToken)
    {
        var result = await ledger.ChangeAsync(chatId, c => change(c) is var next && next == c ? ChatDecision.Nothing : new ChatChange(next), cancellationToken);
        return result.Chat ?? throw new ChatGoneException();
    }

    /// <summary>Commits facts; the chat as it is then.</summary>
    public static async Task<Chat> CommitAsync(this ChatLedger ledger, string chatId, ImmutableArray<ChatFact> facts, CancellationToken cancellationToken) =>
        (await ledger.ChangeAsync(chatId, facts, _ => ChatDecision.Nothing, cancellationToken)).Chat ?? throw new ChatGoneException();
}
