using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Ledger;

namespace CustomerChat.Delivery;

/// <summary>
/// Gives entries up. First it stores the dead letter; then it changes the chat, and tells its agent in the same commit. So a crash in
/// between loses no dead letter. If the chat was erased in between, its dead letter is removed.
/// </summary>
public sealed class DeadLettering(IDeadLetters deadLetters, AgentNotices notices, TimeProvider time)
{
    /// <summary>Stores dead letters, and commits their effect on the chat.</summary>
    /// <param name="letters">The dead letters.</param>
    /// <param name="facts">The facts to commit.</param>
    /// <param name="change">The further change of the chat.</param>
    /// <param name="notice">The notice for the agent; null = none.</param>
    public async Task<Chat> StoreAsync(
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

    public Task<Chat> StoreAsync(string chatId, DeadLetter letter, ChatFact fact, AgentNotice? notice, CancellationToken cancellationToken) =>
        StoreAsync(chatId, [letter], [fact], c => c, notice, cancellationToken);

    internal AgentNotices Notices => notices;

    /// <summary>Makes a dead letter for the contact centre.</summary>
    public DeadLetter Up(string chatId, long index, string reason) => new(chatId, index, ToContactCenter: true, reason, time.GetUtcNow());

    /// <summary>Makes a dead letter for the contact centre, of a text and the files that were still to be fetched with it.</summary>
    public DeadLetter UpWithFiles(Chat chat, long index, string reason) => Up(chat.Id, index, reason) with { Files = chat.FilesOf(index) };

    /// <summary>Makes a dead letter for the customer's channel, which already has the first <paramref name="parts"/> parts of the entry.</summary>
    public DeadLetter Down(string chatId, long index, string reason, int parts) => new(chatId, index, ToContactCenter: false, reason, time.GetUtcNow()) { Parts = parts };
}
