using System.Globalization;
using CustomerChat.Chats;
using CustomerChat.Ledger;

namespace CustomerChat.Delivery;

/// <summary>Handles a message that a provider accepted at first and that then failed.</summary>
public sealed class LateFailures(ChatLedger ledger, AgentNotices notices, TimeProvider time)
{
    /// <summary>
    /// If the customer only has not written for too long, and the account has a template, the answer is repeated, behind that template.
    /// Otherwise, the agent is told once.
    /// </summary>
    /// <param name="to">The customer that the message was for.</param>
    /// <param name="entry">The entry of the message.</param>
    /// <param name="error">The provider's code and words; null = none.</param>
    /// <param name="mayWait">Whether the customer has not written for too long and the account has a template.</param>
    /// <returns>The chat, if it now has work to do; null = it has none, or this was done before.</returns>
    public async Task<Chat?> TakeAsync(string chatId, ChannelAddress to, ChatEntry entry, string? error, bool mayWait, CancellationToken cancellationToken)
    {
        if (mayWait)
        {
            var result = await ledger.ChangeAsync(
                chatId,
                c => c.SayAgain(entry, time.GetUtcNow()) is var (next, again)
                    ? new ChatChange(next, [again]) { Key = string.Create(CultureInfo.InvariantCulture, $"again-{entry.Index}") }
                    : ChatDecision.No(Refusal.Ended),
                cancellationToken);
            if (result.Outcome is ChangeOutcome.Committed or ChangeOutcome.Duplicate)
            {
                return result.Chat;
            }
        }

        Telemetry.DeliveriesFailed.Add(1, new("channel", to.Channel), new("account", to.Account), new("reason", error));
        return await notices.TellAsync(chatId, AgentNotice.NotDelivered(entry, error), cancellationToken)
            ? await ledger.GetAsync(chatId, ChatLedger.AnyAge, cancellationToken)
            : null;
    }
}
