using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Ledger;
using CustomerChat.Turn;
using Microsoft.Extensions.Options;

namespace CustomerChat.Delivery;

/// <summary>
/// Tells agents once about each text that did not reach its receiver (<c>Relay:TellAgents</c>). A notice is an entry of the chat. It is
/// sent to the contact centre like the customer's texts, because the contact centre's customer API takes nothing else. So it is as safe
/// from loss as they are. A chat that has ended has no agent, so nobody is told.
/// </summary>
public sealed class AgentNotices(ChatLedger ledger, IOptions<RelayOptions> options, TimeProvider time)
{
    /// <summary>Tells the agent with a separate commit.</summary>
    /// <returns>False: the agent was told before, or there is no agent to tell.</returns>
    public async Task<bool> TellAsync(string chatId, AgentNotice notice, CancellationToken cancellationToken) =>
        (await ledger.ChangeAsync(chatId, c => Add(c, notice) ?? ChatDecision.Nothing, cancellationToken)).Outcome == ChangeOutcome.Committed;

    /// <summary>Commits facts and a change, and tells the agent in the same commit.</summary>
    /// <param name="facts">The facts to commit.</param>
    /// <param name="change">The further change of the chat.</param>
    /// <param name="notice">The notice, unless the agent was told before; null = none.</param>
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

    /// <summary>The change that tells the agent; null = the agent is not told.</summary>
    private ChatChange? Add(Chat chat, AgentNotice notice)
    {
        if (!options.Value.TellAgents || chat.State == ChatState.Idle)
        {
            return null;
        }

        var (next, entry) = chat.SayToAgent(notice.Text, time.GetUtcNow());
        return new ChatChange(next, [entry]) { Key = notice.Key };
    }
}
