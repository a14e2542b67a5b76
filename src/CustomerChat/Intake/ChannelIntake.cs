using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Events;
using CustomerChat.Files;
using CustomerChat.Ledger;

namespace CustomerChat.Intake;

/// <summary>Takes in what arrives through channels: customers' messages, and providers' reports about the relay's messages.</summary>
public sealed class ChannelIntake(
    ConversationWriter writer,
    ChatIntake intake,
    ChatLedger ledger,
    IChatStore store,
    IConversations conversations,
    IChannelSenders senders,
    LateFailures failures,
    EventWriter events,
    FileKeeper files,
    TimeProvider time)
{
    /// <summary>How many of the last entries a report without an id can apply to.</summary>
    private const int ReportedEntries = 50;

    /// <summary>Takes one message in. The message is stored when this returns; no contact centre is waited for.</summary>
    /// <returns>
    /// Accepted; Duplicate; Ended: there is no open chat, and the message opens none (a word by which the customer ends the chat, a
    /// reaction); TooMany, Closed: the message is stored, but becomes a dead letter, and the customer is told so.
    /// </returns>
    public async Task<PostResult> ReceiveAsync(InboundMessage message, CancellationToken cancellationToken)
    {
        if (message.EndsChat)
        {
            var (ended, chatId) = await writer.EndAsync(message, cancellationToken);
            await WakeAsync(chatId);
            return ended;
        }

        var taken = files.IsOn ? message with { Text = message.TextBeside ?? message.Text } : message with { Files = [] };
        var (result, posted) = await writer.ReceiveAsync(
            taken,
            (chatId, center, part) => intake.PostAsync(chatId, center, part.Text, part.Key, cancellationToken, waitForSend: false, part.Files),
            intake.StartAsync,
            cancellationToken);
        if (result == PostResult.Accepted && !message.Files.IsEmpty && !files.IsOn && senders.Find(message.From)?.Texts.NoFiles is { } text)
        {
            await TellAsync(message, text, cancellationToken, key: "no-files");
        }

        await WakeAsync(result == PostResult.TooMany || (result == PostResult.Accepted && !taken.Files.IsEmpty) ? posted : null);
        return result;
    }

    /// <summary>Writes a text from the relay itself to the customer, in the customer's open chat.</summary>
    /// <param name="message">The customer's message.</param>
    /// <param name="text">The text from the relay.</param>
    /// <param name="key">With a key, the text is written only once in a chat; null = each time.</param>
    /// <returns>False: no chat is open.</returns>
    public async Task<bool> TellAsync(InboundMessage message, string text, CancellationToken cancellationToken, string? key = null)
    {
        var found = await conversations.FindAsync(message.From, cancellationToken);
        if (found.IsFormer || found.Chats is not [var current, ..])
        {
            return false;
        }

        var result = await ledger.ChangeAsync(
            current,
            chat =>
            {
                if (chat.State == ChatState.Idle || !string.Equals(chat.ContactCenterId, message.ContactCenterId, StringComparison.OrdinalIgnoreCase))
                {
                    return ChatDecision.No(Refusal.Ended);
                }

                (chat, var entry) = chat.SayToCustomer(text, time.GetUtcNow());
                return new ChatChange(chat, [entry]) { Key = key };
            },
            cancellationToken);
        var told = result.Outcome == ChangeOutcome.Committed;
        await WakeAsync(told ? current : null);
        return told;
    }

    /// <summary>
    /// Takes in a provider's report about a message. A report that arrives before the answer to the send is committed is kept with the chat
    /// for some minutes. Reports about unknown messages are ignored.
    /// </summary>
    public async Task ReportAsync(DeliveryReport report, CancellationToken cancellationToken)
    {
        var chats = (await conversations.FindAsync(report.To, cancellationToken)).Chats;
        if (report.ProviderId is not { } id)
        {
            await ReportAllAsync(chats.FirstOrDefault(), report, cancellationToken);
            return;
        }

        if (await TryReportAsync(chats, id, report, cancellationToken))
        {
            return;
        }

        var early = new EarlyReport(id, report.Status, report.Error, time.GetUtcNow()) { IsTooLate = report.Cause == RefusalCause.Window };
        foreach (var chatId in chats)
        {
            await ledger.ChangeAsync(
                chatId, c => c.Expect(early) is { } next ? new ChatChange(next) : ChatDecision.No(Refusal.Ended), cancellationToken);
        }

        // The answer to the send may have been committed in the meantime.
        await TryReportAsync(chats, id, report, cancellationToken);
    }

    private async Task<bool> TryReportAsync(IEnumerable<string> chats, string providerId, DeliveryReport report, CancellationToken cancellationToken)
    {
        foreach (var chatId in chats)
        {
            if (await store.ReportAsync(chatId, providerId, report.Status, report.Error, cancellationToken))
            {
                await FollowUpAsync(chatId, providerId, report, cancellationToken);
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Acts on a report, by the status that counts now. After a failure, the agent is told or the answer is repeated. Endpoints are told in
    /// any case.
    /// </summary>
    private async Task FollowUpAsync(string chatId, string providerId, DeliveryReport report, CancellationToken cancellationToken)
    {
        if ((report.Status != DeliveryStatus.Failed && !events.WantsReports)
            || await store.FindDeliveryAsync(chatId, providerId, cancellationToken) is not { } index
            || await store.ReadAsync(chatId, index, index, cancellationToken) is not [{ Receipt: { } receipt } entry])
        {
            return;
        }

        if (report.Status == DeliveryStatus.Failed
            && receipt.Status == DeliveryStatus.Failed
            && await failures.TakeAsync(chatId, report.To, entry, report.Error, MayWait(report), cancellationToken) is { } chat)
        {
            await events.ReviveAsync(chat, cancellationToken);
            await WakeAsync(chatId);
        }

        await events.ReportedAsync(chatId, receipt, cancellationToken);
    }

    private bool MayWait(DeliveryReport report) => report.Cause == RefusalCause.Window && senders.Find(report.To) is { HasTemplate: true };

    /// <summary>
    /// Applies a report without an id to the current chat's last entries, up to the provider's watermark. Earlier chats are over and are
    /// not changed.
    /// </summary>
    private async Task ReportAllAsync(string? chatId, DeliveryReport report, CancellationToken cancellationToken)
    {
        if (chatId is null || await store.LoadAsync(chatId, cancellationToken) is not { Chat.LastIndex: > 0 and var last })
        {
            return;
        }

        var entries = await store.ReadAsync(chatId, Math.Max(1, last - ReportedEntries + 1), last, cancellationToken);
        foreach (var receipt in entries.Where(e => e.At <= report.Through).Select(e => e.Receipt))
        {
            if (receipt is { ProviderId: { } id } && receipt.Status.IsFollowedBy(report.Status))
            {
                await store.ReportAsync(chatId, id, report.Status, report.Error, cancellationToken);
                await FollowUpAsync(chatId, id, report, cancellationToken);
            }
        }
    }

    private Task WakeAsync(string? chatId) => chatId is null ? Task.CompletedTask : intake.WakeAsync(chatId, urgent: true);
}
