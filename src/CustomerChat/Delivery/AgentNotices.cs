using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Ledger;
using CustomerChat.Turn;
using Microsoft.Extensions.Options;

namespace CustomerChat.Delivery;

/// <summary>
/// Tells agents what did not get through, once each (<c>Relay:TellAgents</c>). A notice is an entry of the chat that is sent to the contact
/// centre as the customer's texts are: its customers' API takes nothing else. So it is lost as little as they are. A chat that has ended has
/// no agent any more.
/// </summary>
public sealed class AgentNotices(ChatLedger ledger, IOptions<RelayOptions> options, TimeProvider time)
{
    /// <summary>Tells an agent by a commit of its own.</summary>
    /// <returns>False: it was told before, or there is nobody to be told.</returns>
    public async Task<bool> TellAsync(string chatId, AgentNotice notice, CancellationToken cancellationToken) =>
        (await ledger.ChangeAsync(chatId, c => Add(c, notice) ?? ChatDecision.Nothing, cancellationToken)).Outcome == ChangeOutcome.Committed;

    /// <summary>Commits facts and a change, and tells the agent with them.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="facts">What has become known.</param>
    /// <param name="change">What is to be changed besides.</param>
    /// <param name="notice">What the agent is told, unless it was told before; null = nothing.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async Task<ChangeResult> ChangeAsync(
        string chatId, ImmutableArray<ChatFact> facts, Func<Chat, Chat> change, AgentNotice? notice, CancellationToken cancellationToken)
    {
        var result = await ledger.ChangeAsync(chatId, facts, c => Decide(c, notice), cancellationToken);
        return result.Outcome == ChangeOutcome.Duplicate ? await ledger.ChangeAsync(chatId, facts, c => Decide(c, null), cancellationToken) : result;

        ChatDecision Decide(Chat chat, AgentNotice? told)
        {
            var next = change(chat);
            return (told is null ? null : Add(next, told)) ?? (next == chat ? ChatDecision.Nothing : new ChatChange(next));
        }
    }

    /// <summary>The change by which an agent is told; null = nobody is told.</summary>
    private ChatChange? Add(Chat chat, AgentNotice notice)
    {
        if (!options.Value.TellAgents || chat.State == ChatState.Idle)
        {
            return null;
        }

        var (next, entry) = chat.Tell(notice.Text, time.GetUtcNow());
        return new ChatChange(next, [entry]) { Key = notice.Key };
    }
}
