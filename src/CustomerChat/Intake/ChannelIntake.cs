using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Ledger;
using Microsoft.Extensions.Logging;

namespace CustomerChat.Intake;

/// <summary>Takes in what customers write through channels: finds the conversation's chat, or opens one, and posts.</summary>
public sealed partial class ChannelIntake(
    ChatIntake intake, IChatStore store, IConversations conversations, IChannelSenders senders, ILogger<ChannelIntake> logger)
{
    /// <summary>A customer's text as the contact centre takes it; longer ones become several.</summary>
    public const int MaxText = 4_096;

    private const int MaxAttempts = 20;

    /// <summary>A quoted message is looked for in so many of the last chats.</summary>
    private const int QuotedChats = 3;

    /// <summary>A report without an id is taken for so many of the last entries.</summary>
    private const int ReportedEntries = 50;

    private readonly ConversationFinder _finder = new(intake, store, conversations);

    /// <summary>Takes one message in. It is kept when this returns; nothing upstream is waited for.</summary>
    /// <returns>
    /// Accepted, Duplicate, TooMany, or Ended: there is no open chat, and the message opens none (a word by which the customer
    /// ends the chat, a reaction).
    /// </returns>
    public async Task<PostResult> ReceiveAsync(InboundMessage message, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var found = await _finder.FindAsync(message, cancellationToken);
            if (found.IsFormer && await IsKnownAsync(found, message, cancellationToken))
            {
                return PostResult.Duplicate;
            }

            if (!found.IsFormer && found.Chats is [var current, ..])
            {
                var result = await PostAsync(current, found, message, cancellationToken);
                if (result is not (PostResult.Ended or PostResult.NotFound))
                {
                    return result;
                }

                // The chat has ended. A late duplicate of what it had must not open a new one.
                if (await IsKnownAsync(found, message, cancellationToken))
                {
                    return PostResult.Duplicate;
                }

                if (result == PostResult.NotFound && message.OpensChat && await IsBeingOpenedAsync(current, message, cancellationToken))
                {
                    continue;
                }
            }

            if (message.EndsChat || !message.OpensChat)
            {
                return PostResult.Ended;
            }

            message = await NamedAsync(message, cancellationToken);
            var chatId = ChatIds.New();
            if (await conversations.TryClaimAsync(message.From, found, chatId, cancellationToken))
            {
                await OpenAsync(chatId, message, cancellationToken);
                Log.Opened(logger, chatId, message.From.Channel, message.From.Account);
            }
        }

        throw new InvalidOperationException($"The conversation changed under {MaxAttempts} attempts to post to it.");
    }

    /// <summary>Takes a provider's report of a message in; reports of messages that nobody knows are passed over.</summary>
    public async Task ReportAsync(DeliveryReport report, CancellationToken cancellationToken)
    {
        foreach (var chatId in (await conversations.FindAsync(report.To, cancellationToken)).Chats)
        {
            if (report.ProviderId is { } id
                ? await store.ReportAsync(chatId, id, report.Status, report.Error, cancellationToken)
                : await ReportAllAsync(chatId, report, cancellationToken))
            {
                return;
            }
        }
    }

    /// <summary>Of the chat's last entries all that the provider had by then. The current chat alone: an earlier one is over.</summary>
    private async Task<bool> ReportAllAsync(string chatId, DeliveryReport report, CancellationToken cancellationToken)
    {
        if (await store.LoadAsync(chatId, cancellationToken) is { Chat.LastIndex: > 0 and var last })
        {
            var entries = await store.ReadAsync(chatId, Math.Max(1, last - ReportedEntries + 1), last, cancellationToken);
            foreach (var receipt in entries.Where(e => e.At <= report.Through).Select(e => e.Receipt))
            {
                if (receipt is { ProviderId: { } id } && receipt.Status.IsFollowedBy(report.Status))
                {
                    await store.ReportAsync(chatId, id, report.Status, report.Error, cancellationToken);
                }
            }
        }

        return true;
    }

    private async Task<PostResult> PostAsync(string chatId, Conversation found, InboundMessage message, CancellationToken cancellationToken)
    {
        if (message.EndsChat)
        {
            var ended = await intake.EndAsync(chatId, message.ContactCenterId, EndReason.Customer, cancellationToken);
            return ended == PostResult.Accepted ? PostResult.Accepted : PostResult.Ended;
        }

        var result = PostResult.Accepted;
        var text = message.About is { } about
            ? MessageReference.Quote(message.Text, about.Text ?? await FindTextAsync(found, about.Id, cancellationToken))
            : message.Text;
        foreach (var (i, part) in Texts.SplitWords(text, MaxText).Index())
        {
            result = await intake.PostAsync(
                chatId, message.ContactCenterId, part, i == 0 ? message.Id : $"{message.Id}#{i + 1}", cancellationToken, waitForSend: false);
            if (result is not (PostResult.Accepted or PostResult.Duplicate))
            {
                break;
            }
        }

        return result;
    }

    /// <summary>What an earlier message says, the customer's or ours; null when it is in none of the last chats.</summary>
    private async Task<string?> FindTextAsync(Conversation found, string? id, CancellationToken cancellationToken)
    {
        foreach (var chatId in id is null ? [] : found.Chats.Take(QuotedChats))
        {
            var index = await store.FindKeyAsync(chatId, id!, cancellationToken) ?? await store.FindDeliveryAsync(chatId, id!, cancellationToken);
            if (index is { } at && await store.ReadAsync(chatId, at, at, cancellationToken) is [var entry])
            {
                return entry.Text;
            }
        }

        return null;
    }

    /// <summary>With the name that the provider tells when it is asked, where the message has none.</summary>
    private async Task<InboundMessage> NamedAsync(InboundMessage message, CancellationToken cancellationToken) =>
        message.Nickname == message.From.Address
        && senders.Find(message.From) is ICustomerNames names
        && await names.FindNameAsync(message.From, cancellationToken) is { } name
            ? message with { Nickname = name, UserData = message.UserData.SetItem("profileName", Short(name, 1_024)) }
            : message;

    private async Task<bool> IsKnownAsync(Conversation found, InboundMessage message, CancellationToken cancellationToken)
    {
        foreach (var chatId in found.Chats)
        {
            if (await store.FindKeyAsync(chatId, message.Id, cancellationToken) is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The conversation was claimed for a chat that was not there a moment ago: who claimed it is just opening it, or has died
    /// before it could. False: the chat is there, and another contact centre's (the account has moved).
    /// </summary>
    private async Task<bool> IsBeingOpenedAsync(string chatId, InboundMessage message, CancellationToken cancellationToken)
    {
        if (await store.LoadAsync(chatId, cancellationToken) is { } stored)
        {
            return string.Equals(stored.Chat.ContactCenterId, message.ContactCenterId, StringComparison.OrdinalIgnoreCase);
        }

        await OpenAsync(chatId, message, cancellationToken);
        return true;
    }

    private Task OpenAsync(string chatId, InboundMessage message, CancellationToken cancellationToken)
    {
        var opening = new ChatOpening(message.ContactCenterId, Short(message.Nickname, 128), Short(message.Subject, 256))
        {
            Channel = message.From,
            UserData = message.UserData,
        };
        return intake.OpenAsync(chatId, opening, senders.Find(message.From)?.Texts.Welcome, cancellationToken);
    }

    private static string Short(string text, int limit) => Texts.Split(text, limit).First();

    private static partial class Log
    {
        [LoggerMessage(710, LogLevel.Information, "Chat {ChatId}: opened by a message through {Channel} account {Account}.")]
        public static partial void Opened(ILogger logger, ShortChatId chatId, string channel, string account);
    }
}
