using System.Globalization;
using CustomerChat.Chats;
using CustomerChat.Ledger;

namespace CustomerChat.Delivery;

/// <summary>What becomes of a message that a provider had taken, and that has failed after all.</summary>
public sealed class LateFailures(ChatLedger ledger, AgentNotices notices, TimeProvider time)
{
    /// <summary>
    /// Where the customer has only not written for too long, and the account has a template, the answer is said again, behind that template. Else its agent
    /// is told, once.
    /// </summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="to">Whom it was for.</param>
    /// <param name="entry">The message.</param>
    /// <param name="error">The provider's words.</param>
    /// <param name="mayWait">The customer has not written for too long, and there is a template.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The chat, where something is to be done in it now; null = nothing, or it was done before.</returns>
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
