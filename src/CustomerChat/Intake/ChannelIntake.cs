using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Ledger;

namespace CustomerChat.Intake;

/// <summary>Takes in what comes through channels: customers' messages, and providers' reports of ours.</summary>
public sealed class ChannelIntake(
    ConversationWriter writer, ChatIntake intake, ChatLedger ledger, IChatStore store, IConversations conversations, TimeProvider time)
{
    /// <summary>So many of an address's chats may have a message on its way.</summary>
    private const int MayDeliver = 3;

    /// <summary>Takes one message in. It is kept when this returns; nothing upstream is waited for.</summary>
    /// <returns>
    /// Accepted; Duplicate; Ended: it was a word by which the customer ends the chat, and there was none; TooMany: it is kept, but becomes a
    /// dead letter, and its customer is told so.
    /// </returns>
    public async Task<PostResult> ReceiveAsync(InboundMessage message, CancellationToken cancellationToken)
    {
        if (message.EndsChat)
        {
            var (ended, chatId) = await writer.EndAsync(message, cancellationToken);
            await WakeAsync(chatId);
            return ended;
        }

        var (result, posted) = await writer.ReceiveAsync(
            message,
            (chatId, text, key) => intake.PostAsync(chatId, message.ContactCenterId, text, key, cancellationToken, waitForSend: false),
            chatId => intake.StartAsync(chatId, cancellationToken),
            cancellationToken);
        await WakeAsync(result == PostResult.TooMany ? posted : null);
        return result;
    }

    /// <summary>
    /// Takes a provider's report of a message in. One that overtakes the provider's answer to the send is kept with the chat for some minutes;
    /// reports of messages that nobody knows are passed over.
    /// </summary>
    public async Task ReportAsync(DeliveryReport report, CancellationToken cancellationToken)
    {
        var chats = (await conversations.FindAsync(report.To, cancellationToken)).Chats;
        if (await TryReportAsync(chats, report, cancellationToken))
        {
            return;
        }

        var early = new EarlyReport(report.ProviderId, report.Status, report.Error, time.GetUtcNow());
        foreach (var chatId in chats.Take(MayDeliver))
        {
            await ledger.ChangeAsync(
                chatId, c => c.Expect(early) is { } next ? new ChatChange(next) : ChatDecision.No(Refusal.Ended), cancellationToken);
        }

        // The answer may have been committed just before.
        await TryReportAsync(chats, report, cancellationToken);
    }

    private async Task<bool> TryReportAsync(IEnumerable<string> chats, DeliveryReport report, CancellationToken cancellationToken)
    {
        foreach (var chatId in chats)
        {
            if (await store.ReportAsync(chatId, report.ProviderId, report.Status, report.Error, cancellationToken))
            {
                return true;
            }
        }

        return false;
    }

    private Task WakeAsync(string? chatId) => chatId is null ? Task.CompletedTask : intake.WakeAsync(chatId);
}
