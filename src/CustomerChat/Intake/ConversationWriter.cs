using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Hours;
using CustomerChat.Ledger;
using CustomerChat.Turn;
using Microsoft.Extensions.Logging;

namespace CustomerChat.Intake;

/// <summary>
/// Keeps what customers write through channels: finds the conversation's chat, or opens one, and posts. A provider's id counts once,
/// whatever it does and however often and late it is delivered. Nobody is told of it here.
/// </summary>
public sealed partial class ConversationWriter(
    ChatWriter writer, IChatStore store, IConversations conversations, IChannelSenders senders, IContactCenters centers, TimeProvider time, ILogger<ConversationWriter> logger)
{
    /// <summary>A customer's text as the contact centre takes it; longer ones become several.</summary>
    public const int MaxText = 4_096;

    private const int MaxAttempts = 20;

    /// <summary>A quoted message is looked for in so many of the last chats.</summary>
    private const int QuotedChats = 3;

    private readonly ConversationFinder _finder = new(writer, store, conversations);

    /// <summary>Takes one message in. It is kept when this returns.</summary>
    /// <param name="message">The message.</param>
    /// <param name="post">Posts a part of it to a chat of a contact centre.</param>
    /// <param name="opened">Called with a chat that was opened for it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// The chat, and what came of the message: Accepted, Duplicate, TooMany or Closed (it is kept, but becomes a dead letter), or Ended: there is no open
    /// chat, and the message opens none.
    /// </returns>
    public async Task<(PostResult Result, string? ChatId)> ReceiveAsync(
        InboundMessage message, Func<string, string, InboundPart, Task<PostResult>> post, Func<string, Task> opened, CancellationToken cancellationToken)
    {
        ImmutableArray<InboundPart>? all = null;
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var found = await _finder.FindAsync(message, cancellationToken);
            if (!message.OpensChat && found.HasPassed(message.Id))
            {
                return (PostResult.Duplicate, null);
            }

            var parts = all ?? await PartsAsync(message, found, cancellationToken);
            if (found.IsFormer)
            {
                // Its chats are somebody else's now; a late duplicate of what they had must not open a new one.
                parts = await UnknownAsync(parts, found.Chats, cancellationToken);
                if (parts.IsEmpty)
                {
                    return (PostResult.Duplicate, null);
                }
            }
            else if (found.Chats is [var current, .. var earlier])
            {
                parts = await UnknownAsync(parts, earlier, cancellationToken);
                message = await OfOutreachAsync(message, current, cancellationToken);
                var result = parts.IsEmpty ? PostResult.Duplicate : await PostAsync(current, message, parts, post, cancellationToken);
                if (result is not (PostResult.Ended or PostResult.NotFound))
                {
                    return (result, current);
                }

                // The chat has ended. A late duplicate of what it had must not open a new one.
                parts = await UnknownAsync(parts, [current], cancellationToken);
                if (parts.IsEmpty)
                {
                    return (PostResult.Duplicate, current);
                }

                if (result == PostResult.NotFound && message.OpensChat && await IsBeingOpenedAsync(current, found, message, parts[0], opened, cancellationToken))
                {
                    continue;
                }
            }

            all = parts;
            if (!message.OpensChat)
            {
                if (await TryPassAsync(found, message, cancellationToken))
                {
                    return (PostResult.Ended, null);
                }

                continue;
            }

            message = await NamedAsync(message, cancellationToken);
            var chatId = ChatIds.New();
            if (await conversations.TryClaimAsync(message.From, found, chatId, cancellationToken))
            {
                var isRefused = await OpenAsync(chatId, message, parts[0], found.IsFormer ? null : found.Chats.FirstOrDefault(), opened, cancellationToken);
                await (found is { IsFormer: false, Chats: [var last, ..] } ? writer.HeardAsync(last, cancellationToken) : Task.CompletedTask);
                Log.Opened(logger, chatId, message.From.Channel, message.From.Account);
                if (isRefused && parts.Length == 1 && await store.FindKeyAsync(chatId, parts[0].Key, cancellationToken) is not null)
                {
                    return (PostResult.Closed, chatId);
                }
            }
        }

        throw new InvalidOperationException($"The conversation changed under {MaxAttempts} attempts to post to it.");
    }

    /// <summary>Takes a word in by which the customer ends the chat.</summary>
    /// <returns>The chat, and Accepted, Duplicate, or Ended: there was nothing to end.</returns>
    public async Task<(PostResult Result, string? ChatId)> EndAsync(InboundMessage message, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var found = await _finder.FindAsync(message, cancellationToken);
            if (found.HasPassed(message.Id) || (await UnknownAsync([new(message.Text, message.Id, [])], found.Chats, cancellationToken)).IsEmpty)
            {
                return (PostResult.Duplicate, null);
            }

            if (!found.IsFormer
                && found.Chats is [var current, ..]
                && await OfOutreachAsync(message, current, cancellationToken) is var routed
                && await writer.EndAsync(current, routed.ContactCenterId, EndReason.Customer, message.Id, cancellationToken) is PostResult.Accepted or PostResult.Duplicate)
            {
                return (PostResult.Accepted, current);
            }

            // Nothing to end, and so it stays: delivered again later, the word is not to end a chat that was opened since.
            if (await conversations.TryPassAsync(message.From, found, message.Id, cancellationToken))
            {
                return (PostResult.Ended, null);
            }
        }

        throw new InvalidOperationException($"The conversation changed under {MaxAttempts} attempts to end its chat.");
    }

    /// <summary>
    /// The message as it is routed in a conversation that an operator began: to the contact centre that was named then, whichever serves the
    /// account. Its first answer opens the chat, which begins with the operator's words.
    /// </summary>
    private async Task<InboundMessage> OfOutreachAsync(InboundMessage message, string current, CancellationToken cancellationToken)
    {
        if (await writer.PeekAsync(current, cancellationToken) is not { } chat)
        {
            return message;
        }

        if (chat.EndReason != EndReason.Outreach)
        {
            return chat.State != ChatState.Idle && chat.UserData.ContainsKey(InboundMessage.Outreach) ? message with { ContactCenterId = chat.ContactCenterId } : message;
        }

        if (time.GetUtcNow() - chat.OpenedAt > Outreach.AnswerLimit || await store.ReadAsync(current, 1, 1, cancellationToken) is not [{ Text: { } words }])
        {
            return message;
        }

        return message with
        {
            ContactCenterId = chat.ContactCenterId,
            FirstWords = words,
            UserData = message.UserData.SetItem(InboundMessage.Outreach, Short(words, 1_024)),
        };
    }

    /// <summary>Keeps that there was nothing to do for a message that opens no chat. Of somebody whom nobody knows nothing is kept.</summary>
    private Task<bool> TryPassAsync(Conversation found, InboundMessage message, CancellationToken cancellationToken) =>
        found.Version is null ? Task.FromResult(true) : conversations.TryPassAsync(message.From, found, message.Id, cancellationToken);

    private async Task<ImmutableArray<InboundPart>> PartsAsync(InboundMessage message, Conversation found, CancellationToken cancellationToken)
    {
        var text = message.About is { } about
            ? MessageReference.Quote(message.Text, about.Text ?? await FindTextAsync(found, about.Id, cancellationToken))
            : message.Text;
        return [.. Texts.SplitWords(text, MaxText).Select((part, i) => i == 0 ? new InboundPart(part, message.Id, message.Files) : new InboundPart(part, $"{message.Id}#{i + 1}", []))];
    }

    /// <summary>What an earlier message says, the customer's or ours; null when it is in none of the last chats.</summary>
    private async Task<string?> FindTextAsync(Conversation found, string? id, CancellationToken cancellationToken)
    {
        foreach (var chatId in id is null || found.IsFormer ? [] : found.Chats.Take(QuotedChats))
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

    private async Task<PostResult> PostAsync(
        string chatId,
        InboundMessage message,
        ImmutableArray<InboundPart> parts,
        Func<string, string, InboundPart, Task<PostResult>> post,
        CancellationToken cancellationToken)
    {
        var all = PostResult.Duplicate;
        foreach (var part in parts)
        {
            var result = await post(chatId, message.ContactCenterId, part);
            if (result == PostResult.TooMany)
            {
                var notice = senders.Find(message.From)?.Texts.NotTaken;
                result = await writer.PostInVainAsync(chatId, part.Text, part.Key, notice, cancellationToken);
            }

            if (result is PostResult.Ended or PostResult.NotFound)
            {
                return result;
            }

            all = result == PostResult.Duplicate || all == PostResult.TooMany ? all : result;
        }

        return all;
    }

    /// <summary>The parts whose keys none of the chats has.</summary>
    private async Task<ImmutableArray<InboundPart>> UnknownAsync(
        ImmutableArray<InboundPart> parts, IReadOnlyCollection<string> chats, CancellationToken cancellationToken)
    {
        if (chats.Count == 0)
        {
            return parts;
        }

        var known = await Task.WhenAll(parts.Select(async part =>
            (await Task.WhenAll(chats.Select(chatId => store.FindKeyAsync(chatId, part.Key, cancellationToken)))).Any(index => index is not null)));
        return [.. parts.Where((_, i) => !known[i])];
    }

    /// <summary>
    /// The conversation was claimed for a chat that was not there a moment ago: who claimed it is just opening it, or has died
    /// before it could. False: the chat is there, and another contact centre's (the account has moved).
    /// </summary>
    private async Task<bool> IsBeingOpenedAsync(
        string chatId, Conversation found, InboundMessage message, InboundPart first, Func<string, Task> opened, CancellationToken cancellationToken)
    {
        // Erasing a chat begins with its claim: where the chat is missing and is still claimed after that, it was never there.
        if ((await conversations.FindAsync(message.From, cancellationToken)).Version != found.Version)
        {
            return true;
        }

        if (await store.LoadAsync(chatId, cancellationToken) is { } stored)
        {
            return string.Equals(stored.Chat.ContactCenterId, message.ContactCenterId, StringComparison.OrdinalIgnoreCase);
        }

        await OpenAsync(chatId, message, first, found.Chats.ElementAtOrDefault(1), opened, cancellationToken);
        return true;
    }

    /// <summary>Opens a chat, or refuses it, where the contact centre is closed and takes none then. What the relay says again was taken before, and is not refused.</summary>
    /// <returns>
    /// True: it is refused, and its one word is <paramref name="first"/>. Where another has opened it meanwhile, it is not in: the next try finds that. A longer text goes
    /// on in the next chat.
    /// </returns>
    private async Task<bool> OpenAsync(string chatId, InboundMessage message, InboundPart first, string? previous, Func<string, Task> opened, CancellationToken cancellationToken)
    {
        var opening = new ChatOpening(message.ContactCenterId, Short(message.Nickname, 128), Short(message.Subject, 256))
        {
            Channel = message.From,
            UserData = message.UserData,
        };
        var (texts, hours) = (senders.Find(message.From)?.Texts, centers.Find(message.ContactCenterId)?.Hours);
        var opensAt = hours?.ClosedUntil(time.GetUtcNow());
        var closed = opensAt is { } at && texts?.Closed is { } text && !await WasToldAsync(previous, hours!, at, cancellationToken) ? hours!.Tell(text, at) : null;
        var isRefused = opensAt is not null && hours!.Refuses && !InboundMessage.IsAgain(message.Id);
        await (isRefused
            ? writer.RefuseAsync(chatId, opening, first.Text, first.Key, closed, cancellationToken)
            : writer.CreateAsync(chatId, opening, opensAt is null || texts?.Closed is null ? texts?.Welcome : closed, cancellationToken, message.FirstWords));
        await opened(chatId);
        return isRefused;
    }

    /// <summary>The conversation's chat before came in the same time of closed doors: its customer was told then.</summary>
    private async Task<bool> WasToldAsync(string? previous, OpeningHours hours, DateTimeOffset opensAt, CancellationToken cancellationToken) =>
        previous is not null
        && await writer.PeekAsync(previous, cancellationToken) is { EndReason: not (EndReason.Outreach or EndReason.Consent) } chat
        && hours.ClosedUntil(chat.CameAt) == opensAt;

    private static string Short(string text, int limit) => Texts.Split(text, limit).FirstOrDefault("");

    private static partial class Log
    {
        [LoggerMessage(710, LogLevel.Information, "Chat {ChatId}: opened by a message through {Channel} account {Account}.")]
        public static partial void Opened(ILogger logger, ShortChatId chatId, string channel, string account);
    }
}
