using CustomerChat.Chats;
using CustomerChat.Consent;
using CustomerChat.Delivery;
using CustomerChat.Ledger;

namespace CustomerChat.Intake;

/// <summary>
/// Writes to a customer first. Into the chat that is open, if there is one; else as a chat of its own that ends at once and is delivered as
/// every chat's last words are. The customer's answer opens a chat at the contact centre that was named, which begins with those words.
/// </summary>
public sealed class Outreach(
    ChatWriter writer, ChatIntake intake, ChatLedger ledger, IChatStore store, IConversations conversations, IChannelSenders senders, Consents consents, TimeProvider time)
{
    /// <summary>Whoever answers later than this has forgotten the question: the chat is an ordinary one.</summary>
    public static readonly TimeSpan AnswerLimit = TimeSpan.FromDays(30);

    private const int MaxAttempts = 20;

    /// <summary>Sends a text, or the account's template where the channel takes no text now.</summary>
    /// <param name="to">The customer.</param>
    /// <param name="contactCenterId">The contact centre that is to get the answer.</param>
    /// <param name="text">The text.</param>
    /// <param name="key">An idempotency key: asked for again with it, nothing more is sent.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
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

            // Not before it is known to have ended: another may just have made it, with this key.
            if (current is not null && !isMissing && await FindAsync([current], key, cancellationToken) is { } made)
            {
                return made;
            }

            var wroteAt = await WroteAtAsync(chats, cancellationToken);
            if (sender.AnswerWindow is { } window && time.GetUtcNow() - wroteAt > window && !sender.HasTemplate)
            {
                return new OutreachResult.Refused($"The channel takes texts for {window.TotalHours:0} hours after the customer's last message, and the account has no template.");
            }

            // Claimed, and not there: whoever did it is about to make it, or has died. Making it twice is safe.
            var id = isMissing ? current! : ChatIds.New();
            if (isMissing || await conversations.TryClaimAsync(to, found, id, cancellationToken))
            {
                await writer.ReachOutAsync(id, new ChatOpening(contactCenterId, to.Address, $"{to.Channel} {to.Account}") { Channel = to }, text, key, wroteAt, cancellationToken);
                if (await store.FindKeyAsync(id, key, cancellationToken) is null)
                {
                    // The customer was faster: their chat is open.
                    continue;
                }

                await intake.StartAsync(id, cancellationToken);
                return new OutreachResult.Kept(id, Continues: false, IsDuplicate: false);
            }
        }

        throw new InvalidOperationException($"The conversation changed under {MaxAttempts} attempts to write to it.");
    }

    /// <summary>What was asked for before with this key, in one of these chats.</summary>
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

    /// <summary>Says it in the chat, if it is open; else tells whether the chat is there.</summary>
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

                var (next, entry) = c.Say(text, time.GetUtcNow());
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

    /// <summary>When the customer last wrote, as far as the last chats tell.</summary>
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
