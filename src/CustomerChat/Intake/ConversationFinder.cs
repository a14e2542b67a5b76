using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Ledger;

namespace CustomerChat.Intake;

/// <summary>
/// Finds the conversation of the customer who wrote, by any of the customer's known addresses. From then on, all these addresses lead to
/// it. This usually costs one read.
/// </summary>
internal sealed class ConversationFinder(ChatWriter writer, IChatStore store, IConversations conversations)
{
    private const int MaxAttempts = 20;

    public async Task<Conversation> FindAsync(InboundMessage message, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var found = await conversations.FindAsync(message.From, cancellationToken);
            if (IsComplete(found, message))
            {
                await ReaddressAsync(found, message, cancellationToken);
                return found;
            }

            if (!await JoinAsync(found, message, cancellationToken))
            {
                return Conversation.None;
            }
        }

        throw new InvalidOperationException($"The conversation changed during each of {MaxAttempts} attempts to join a customer's addresses.");
    }

    /// <summary>Whether every address of the customer leads to the conversation, and every former address is marked as former.</summary>
    private bool IsComplete(Conversation found, InboundMessage message) =>
        (message.Aliases.IsEmpty && message.FormerAddresses.IsEmpty)
        || (!found.IsFormer
            && found.Key is { } key
            && message.Aliases.All(a => conversations.Key(At(message, a)) is var alias && (alias == key || found.Aliases.Contains(alias)))
            && message.FormerAddresses.All(f => found.Former.Contains(conversations.Key(At(message, f)))));

    /// <returns>False: nobody knows this customer, and the message opens no chat, so nothing is stored.</returns>
    private async Task<bool> JoinAsync(Conversation own, InboundMessage message, CancellationToken cancellationToken)
    {
        var former = message.FormerAddresses.Where(f => f != message.From.Address).Select(f => At(message, f)).ToImmutableArray();
        var aliases = message.Aliases.Where(a => a != message.From.Address).Select(a => At(message, a)).Except(former).ToImmutableArray();
        var others = await Task.WhenAll(aliases.Concat(former).Select(a => conversations.FindAsync(a, cancellationToken)));
        var found = others.Prepend(own).Where(c => c.Key is not null).DistinctBy(c => c.Key).ToList();

        if (found.Count == 0 && !message.OpensChat)
        {
            return false;
        }

        // Chats that were found by an address that another customer has given up do not belong to this customer.
        var theirs = found.Where(c => !c.IsFormer).Select(c => c.Chats).ToList();
        var current = await FirstOpenAsync(theirs.Where(c => !c.IsEmpty).Select(c => c[0]), cancellationToken);
        var chats = theirs.SelectMany(c => c).OrderBy(c => c == current ? 0 : 1).Distinct().Take(Conversation.Remembered).ToImmutableArray();
        await conversations.TryJoinAsync([message.From, .. aliases], found, former, chats, cancellationToken);
        return true;
    }

    private async Task<string?> FirstOpenAsync(IEnumerable<string> chats, CancellationToken cancellationToken)
    {
        var all = chats.Distinct().ToList();
        foreach (var chatId in all.Count > 1 ? all : [])
        {
            if (await store.LoadAsync(chatId, cancellationToken) is { Chat.State: not ChatState.Idle })
            {
                return chatId;
            }
        }

        return null;
    }

    /// <summary>Makes the answers in the customer's chats go to an address that the customer still has.</summary>
    private async Task ReaddressAsync(Conversation found, InboundMessage message, CancellationToken cancellationToken)
    {
        foreach (var chatId in message.FormerAddresses.IsEmpty ? [] : found.Chats)
        {
            await writer.ReaddressAsync(chatId, message.From, message.FormerAddresses, cancellationToken);
        }
    }

    private static ChannelAddress At(InboundMessage message, string address) => message.From with { Address = address };
}
