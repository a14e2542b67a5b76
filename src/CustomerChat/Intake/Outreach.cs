using CustomerChat.Chats;
using CustomerChat.Consent;
using CustomerChat.Delivery;
using CustomerChat.Ledger;

namespace CustomerChat.Intake;

/// <summary>
/// Writes to a customer first. If the customer has an open chat, the text goes into that chat. Otherwise it gets its own chat, which ends
/// at once and is delivered like the last texts of any ended chat. The customer's answer opens a chat at the contact centre that the
/// operator named, and that chat begins with the operator's text.
/// </summary>
public sealed class Outreach(
    ChatWriter writer, ChatIntake intake, ChatLedger ledger, IChatStore store, IConversations conversations, IChannelSenders senders, Consents consents, TimeProvider time)
{
    /// <summary>An answer that comes later than this is not routed as an answer: it opens an ordinary chat.</summary>
    public static readonly TimeSpan AnswerLimit = TimeSpan.FromDays(30);

    private const int MaxAttempts = 20;

    /// <summary>Sends a text. If the channel accepts no texts now, it sends the account's template instead.</summary>
    /// <param name="contactCenterId">The contact centre that gets the answer.</param>
    /// <param name="key">An idempotency key: a second request with the same key sends nothing more.</param>
    public async Task<OutreachResult> SendAsync(ChannelAddress to, string contactCenterId, string text, string key, CancellationToken cancellationToken)
    {
        if (senders.Find(to) is not { } sender)
        {
            return new OutreachResult.UnknownAccount();
        }

        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var found = await conversations.FindAsync(to, cancellationToken);
            var chats = found.IsFormer ? [] : found.Chats;
            if (await FindAsync(chats.Skip(1), key, cancellationToken) is { } earlier)
            {
                return earlier;
            }

            if (await consents.RefusalAsync(to, cancellationToken) is { } refusal)
            {
                return new OutreachResult.Refused(refusal);
            }

            var current = chats.FirstOrDefault();
            var (continued, isMissing) = current is null ? (null, false) : await ContinueAsync(current, text, key, cancellationToken);
            if (continued is not null)
            {
                return continued;
            }

            // This check comes only after the chat is known to have ended: another process may just have created it with this key.
            if (current is not null && !isMissing && await FindAsync([current], key, cancellationToken) is { } made)
            {
                // The process that created it may have died before it started the chat.
                await intake.StartAsync(current);
                return made;
            }

            var wroteAt = await WroteAtAsync(chats, cancellationToken);
            if (sender.AnswerWindow is { } window && time.GetUtcNow() - wroteAt > window && !sender.HasTemplate)
            {
                return new OutreachResult.Refused($"The channel accepts texts for {window.TotalHours:0} hours after the customer's last message, and the account has no template.");
            }

            // The conversation is claimed, but the chat does not exist. The process that claimed it is about to create the chat, or has
            // died. It is safe to create it twice.
            var id = isMissing ? current! : ChatIds.New();
            if (isMissing || await conversations.TryClaimAsync(to, found, id, cancellationToken))
            {
                await writer.ReachOutAsync(id, new ChatOpening(contactCenterId, to.Address, $"{to.Channel} {to.Account}") { Channel = to }, text, key, wroteAt, cancellationToken);
                if (await store.FindKeyAsync(id, key, cancellationToken) is null)
                {
                    // The customer wrote in the meantime, and the chat is open.
                    continue;
                }

                await intake.StartAsync(id);
                return new OutreachResult.Kept(id, Continues: false, IsDuplicate: false);
            }
        }

        throw new InvalidOperationException($"The conversation changed during each of {MaxAttempts} attempts to write to it.");
    }

    /// <summary>Finds the result of an earlier request with this key in the given chats.</summary>
    private async Task<OutreachResult.Kept?> FindAsync(IEnumerable<string> chats, string key, CancellationToken cancellationToken)
    {
        foreach (var chatId in chats)
        {
            if (await store.FindKeyAsync(chatId, key, cancellationToken) is not null && await store.LoadAsync(chatId, cancellationToken) is { } stored)
            {
                return new(chatId, Continues: stored.Chat.EndReason != EndReason.Outreach, IsDuplicate: true);
            }
        }

        return null;
    }

    /// <summary>Writes the text into the chat, if the chat is open. If not, it tells whether the chat exists.</summary>
    private async Task<(OutreachResult.Kept? Kept, bool IsMissing)> ContinueAsync(string chatId, string text, string key, CancellationToken cancellationToken)
    {
        var result = await ledger.ChangeAsync(
            chatId,
            c =>
            {
                if (c.State == ChatState.Idle)
                {
                    return ChatDecision.No(Refusal.Ended);
                }

                var (next, entry) = c.SayToCustomer(text, time.GetUtcNow());
                return new ChatChange(next, [entry]) { Key = key };
            },
            cancellationToken);
        if (result.Outcome is not (ChangeOutcome.Committed or ChangeOutcome.Duplicate))
        {
            return (null, result.Outcome == ChangeOutcome.Gone);
        }

        await intake.WakeAsync(chatId, urgent: true);
        return (new(chatId, Continues: true, IsDuplicate: result.Outcome == ChangeOutcome.Duplicate), false);
    }

    /// <summary>When the customer last wrote, as far as the last three chats show.</summary>
    private async Task<DateTimeOffset> WroteAtAsync(IEnumerable<string> chats, CancellationToken cancellationToken)
    {
        foreach (var chatId in chats.Take(3))
        {
            if (await store.LoadAsync(chatId, cancellationToken) is { } stored)
            {
                return stored.Chat.CustomerWroteAt;
            }
        }

        return DateTimeOffset.UnixEpoch;
    }
}
