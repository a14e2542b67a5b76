using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Ledger;

namespace CustomerChat.Delivery;

/// <summary>
/// Gives entries up: first the dead letter is kept, then the chat is told. So none is lost by a crash between; and where the chat was erased
/// between, its letter goes as well.
/// </summary>
internal sealed class Burial(ChatLedger ledger, IDeadLetters deadLetters, TimeProvider time)
{
    /// <summary>Keeps dead letters, and commits what that means for the chat.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="letters">The entries, and why.</param>
    /// <param name="facts">What is to be known of the chat then.</param>
    /// <param name="change">What is to be changed besides.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Chat> BuryAsync(
        string chatId, IReadOnlyCollection<DeadLetter> letters, ImmutableArray<ChatFact> facts, Func<Chat, Chat> change, CancellationToken cancellationToken)
    {
        foreach (var letter in letters)
        {
            await deadLetters.AddAsync(letter, cancellationToken);
        }

        var result = await ledger.ChangeAsync(
            chatId, facts, c => change(c) is var next && next == c ? ChatDecision.Nothing : new ChatChange(next), cancellationToken);
        if (result.Chat is not null)
        {
            return result.Chat;
        }

        foreach (var letter in letters)
        {
            await deadLetters.RemoveAsync(letter, cancellationToken);
        }

        throw new ChatGoneException();
    }

    public Task<Chat> BuryAsync(string chatId, DeadLetter letter, ChatFact fact, CancellationToken cancellationToken) =>
        BuryAsync(chatId, [letter], [fact], c => c, cancellationToken);

    /// <summary>A letter for the contact centre.</summary>
    public DeadLetter Up(string chatId, long index, string reason) => new(chatId, index, ToContactCenter: true, reason, time.GetUtcNow());

    /// <summary>A letter for the customer's channel, which has the first <paramref name="parts"/> parts of it.</summary>
    public DeadLetter Down(string chatId, long index, string reason, int parts) => new(chatId, index, ToContactCenter: false, reason, time.GetUtcNow()) { Parts = parts };
}
