using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Ledger;

namespace CustomerChat.Delivery;

/// <summary>
/// Gives entries up: first the dead letter is kept, then the chat is told, and with it its agent. So none is lost by a crash between; and
/// where the chat was erased between, its letter goes as well.
/// </summary>
public sealed class Burial(IDeadLetters deadLetters, AgentNotices notices, TimeProvider time)
{
    /// <summary>Keeps dead letters, and commits what that means for the chat.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="letters">The entries, and why.</param>
    /// <param name="facts">What is to be known of the chat then.</param>
    /// <param name="change">What is to be changed besides.</param>
    /// <param name="notice">What the agent is told; null = nothing.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Chat> BuryAsync(
        string chatId,
        IReadOnlyCollection<DeadLetter> letters,
        ImmutableArray<ChatFact> facts,
        Func<Chat, Chat> change,
        AgentNotice? notice,
        CancellationToken cancellationToken)
    {
        foreach (var letter in letters)
        {
            await deadLetters.AddAsync(letter, cancellationToken);
        }

        facts = [.. facts, .. letters.Where(l => l.Event is null).Select(l => new ChatFact.GivenUp(l.Index, l.Reason))];
        var result = await notices.ChangeAsync(chatId, facts, change, notice, cancellationToken);
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

    public Task<Chat> BuryAsync(string chatId, DeadLetter letter, ChatFact fact, AgentNotice? notice, CancellationToken cancellationToken) =>
        BuryAsync(chatId, [letter], [fact], c => c, notice, cancellationToken);

    internal AgentNotices Notices => notices;

    /// <summary>A letter for the contact centre.</summary>
    public DeadLetter Up(string chatId, long index, string reason) => new(chatId, index, ToContactCenter: true, reason, time.GetUtcNow());

    /// <summary>A letter for the customer's channel, which has the first <paramref name="parts"/> parts of it.</summary>
    public DeadLetter Down(string chatId, long index, string reason, int parts) => new(chatId, index, ToContactCenter: false, reason, time.GetUtcNow()) { Parts = parts };
}
