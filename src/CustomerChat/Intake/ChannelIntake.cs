using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Events;
using CustomerChat.Files;
using CustomerChat.Ledger;

namespace CustomerChat.Intake;

/// <summary>Takes in what comes through channels: customers' messages, and providers' reports of ours.</summary>
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
    /// <summary>A report without an id is taken for so many of the last entries.</summary>
    private const int ReportedEntries = 50;

    /// <summary>Takes one message in. It is kept when this returns; nothing upstream is waited for.</summary>
    /// <returns>
    /// Accepted; Duplicate; Ended: there is no open chat, and the message opens none (a word by which the customer ends the chat, a reaction);
    /// TooMany, Closed: it is kept, but becomes a dead letter, and its customer is told so.
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
            chatId => intake.StartAsync(chatId, cancellationToken),
            cancellationToken);
        if (result == PostResult.Accepted && !message.Files.IsEmpty && !files.IsOn && senders.Find(message.From)?.Texts.NoFiles is { } text)
        {
            await TellAsync(message, text, cancellationToken, key: "no-files");
        }

        await WakeAsync(result == PostResult.TooMany || (result == PostResult.Accepted && !taken.Files.IsEmpty) ? posted : null);
        return result;
    }

    /// <summary>Says a word of the relay itself to who wrote, in the chat that is open.</summary>
    /// <param name="message">What was written.</param>
    /// <param name="text">The word.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="key">It is said once in a chat; null = each time.</param>
    /// <returns>False: none is open.</returns>
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

                (chat, var entry) = chat.Say(text, time.GetUtcNow());
                return new ChatChange(chat, [entry]) { Key = key };
            },
            cancellationToken);
        var told = result.Outcome == ChangeOutcome.Committed;
        await WakeAsync(told ? current : null);
        return told;
    }

    /// <summary>
    /// Takes a provider's report of a message in. One that overtakes the provider's answer to the send is kept with the chat for some minutes;
    /// reports of messages that nobody knows are passed over.
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

        // The answer may have been committed just before.
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

    /// <summary>What follows from a report, by the status that counts now: of a failure, that the agent is told or the answer said again; and endpoints are told.</summary>
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

    /// <summary>Of the current chat's last entries all that the provider had by then: an earlier chat is over.</summary>
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
