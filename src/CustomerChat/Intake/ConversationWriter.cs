using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Hours;
using CustomerChat.Ledger;
using CustomerChat.Turn;
using Microsoft.Extensions.Logging;

namespace CustomerChat.Intake;

/// <summary>
/// Stores what customers write through channels: it finds the conversation's chat, or opens one, and posts. Each message id of a provider
/// counts once, however often and however late the message is delivered. The caller tells the engine and the contact centre.
/// </summary>
public sealed partial class ConversationWriter(
    ChatWriter writer, IChatStore store, IConversations conversations, IChannelSenders senders, IContactCenters centers, TimeProvider time, ILogger<ConversationWriter> logger)
{
    /// <summary>The longest text of a customer that a contact centre gets in one message, in UTF-16 units. A longer text becomes several messages.</summary>
    public const int MaxText = 4_096;

    private const int MaxAttempts = 20;

    /// <summary>In how many of the last chats a quoted message is searched.</summary>
    private const int QuotedChats = 3;

    private readonly ConversationFinder _finder = new(writer, store, conversations);

    /// <summary>Takes one message in. The message is stored when this returns.</summary>
    /// <param name="post">Posts a part of the message to a chat of a contact centre.</param>
    /// <param name="opened">Called with the id of a chat that was opened for the message.</param>
    /// <returns>
    /// The result and the chat. Accepted; Duplicate; TooMany or Closed: the message is stored, but becomes a dead letter; Ended: there is
    /// no open chat, and the message opens none.
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
                // The chats belong to another customer now. A late duplicate of a message in them must not open a new chat.
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

                // The chat has ended. A late duplicate of a message in it must not open a new chat.
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

        throw new InvalidOperationException($"The conversation changed during each of {MaxAttempts} attempts to post to it.");
    }

    /// <summary>Takes in a word by which the customer ends the chat.</summary>
    /// <returns>The result and the chat. Accepted; Duplicate; Ended: there was nothing to end.</returns>
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

            // There is nothing to end. The word's id is kept: if the word is delivered again, it must not end a chat that was opened later.
            if (await conversations.TryPassAsync(message.From, found, message.Id, cancellationToken))
            {
                return (PostResult.Ended, null);
            }
        }

        throw new InvalidOperationException($"The conversation changed during each of {MaxAttempts} attempts to end its chat.");
    }

    /// <summary>
    /// Routes a message in a conversation that an operator began. It goes to the contact centre that the operator named, even if another
    /// one serves the account now. The first answer opens the chat, which begins with the operator's text.
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

    /// <summary>Keeps the id of a message that opens no chat and needs no action. Nothing is kept for an unknown customer.</summary>
    private Task<bool> TryPassAsync(Conversation found, InboundMessage message, CancellationToken cancellationToken) =>
        found.Version is null ? Task.FromResult(true) : conversations.TryPassAsync(message.From, found, message.Id, cancellationToken);

    private async Task<ImmutableArray<InboundPart>> PartsAsync(InboundMessage message, Conversation found, CancellationToken cancellationToken)
    {
        var text = message.About is { } about
            ? MessageReference.Quote(message.Text, about.Text ?? await FindTextAsync(found, about.Id, cancellationToken))
            : message.Text;
        return [.. Texts.SplitWords(text, MaxText).Select((part, i) => i == 0 ? new InboundPart(part, message.Id, message.Files) : new InboundPart(part, $"{message.Id}#{i + 1}", []))];
    }

    /// <summary>The text of an earlier message, from the customer or from the relay; null = none of the last chats has it.</summary>
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

    /// <summary>Adds the customer's name, if the message has none and the provider gives it on request.</summary>
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
                result = await writer.PostInVainAsync(chatId, part.Text, part.Key, notice, part.Files, cancellationToken);
            }

            if (result is PostResult.Ended or PostResult.NotFound)
            {
                return result;
            }

            all = result == PostResult.Duplicate || all == PostResult.TooMany ? all : result;
        }

        return all;
    }

    /// <summary>The parts whose keys are in none of the chats.</summary>
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
    /// Handles a claim for a chat that did not exist a moment ago. The process that made the claim is about to open the chat, or died
    /// before it could. True: the chat is there now, or the conversation has changed: try again. False: the chat exists, but at another
    /// contact centre (the account has moved).
    /// </summary>
    private async Task<bool> IsBeingOpenedAsync(
        string chatId, Conversation found, InboundMessage message, InboundPart first, Func<string, Task> opened, CancellationToken cancellationToken)
    {
        // The erasure of a chat removes its claim first. If the chat is missing and its claim is unchanged, the chat never existed.
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

    /// <summary>
    /// Opens a chat. If the contact centre is closed and accepts no chats then, the chat is refused. A text that the relay repeats was
    /// accepted before, and is not refused.
    /// </summary>
    /// <returns>
    /// True: the chat is refused, and its only text is <paramref name="first"/>. If another process opened the chat in the meantime, the
    /// text is not in it: the next attempt finds that. A longer text goes on in the next chat.
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
        var closed = opensAt is { } at && texts?.Closed is { } text && !await WasToldAsync(previous, hours!, at, cancellationToken) ? hours!.FillIn(text, at) : null;
        var isRefused = opensAt is not null && hours!.Refuses && !InboundMessage.IsAgain(message.Id);
        await (isRefused
            ? writer.RefuseAsync(chatId, opening, first.Text, first.Key, closed, first.Files, cancellationToken)
            : writer.CreateAsync(chatId, opening, opensAt is null || texts?.Closed is null ? texts?.Welcome : closed, cancellationToken, message.FirstWords));
        await opened(chatId);
        return isRefused;
    }

    /// <summary>Whether the conversation's previous chat came in the same closed period. Its customer was told then.</summary>
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
