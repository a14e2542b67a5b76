using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Files;
using CustomerChat.Ledger;
using CustomerChat.Operating;
using CustomerChat.Turn;
using Microsoft.Extensions.Options;

namespace CustomerChat.Intake;

/// <summary>Stores what customers do with chats. It tells neither the engine nor the contact centre.</summary>
public sealed class ChatWriter(ChatLedger ledger, IChatStore store, IChatIndex index, IOptions<LimitOptions> limits, TimeProvider time)
{
    /// <summary>The most characters of a client's id that is kept with its text. A longer id is not kept.</summary>
    private const int MaxClientId = 256;

    /// <summary>Creates a chat under an id that was claimed for it. Repeating it is safe.</summary>
    /// <param name="chatId">The claimed id.</param>
    /// <param name="opening">What the chat is opened with.</param>
    /// <param name="welcome">A first text from the relay to the customer; null = none.</param>
    /// <param name="before">A text that the customer got before the chat; null = none.</param>
    public async Task<Chat> CreateAsync(string chatId, ChatOpening opening, string? welcome, CancellationToken cancellationToken, string? before = null)
    {
        var chat = Chat.Open(chatId, opening, time.GetUtcNow());
        await index.AddAsync(chat, cancellationToken);
        var entries = ImmutableArray<ChatEntry>.Empty;
        if (before is not null)
        {
            (chat, var sent) = chat.SayToCustomer(before, time.GetUtcNow());
            (chat, entries) = (chat with { DeliveredThrough = sent.Index }, [sent]);
        }

        if (welcome is not null)
        {
            (chat, var entry) = chat.SayToCustomer(welcome, time.GetUtcNow());
            entries = entries.Add(entry);
        }

        await ledger.CreateAsync(new ChatChange(chat, entries), cancellationToken);
        return chat;
    }

    /// <summary>
    /// Creates a chat that has already ended, because the contact centre is closed, under an id that was claimed for it. Repeating it is
    /// safe.
    /// </summary>
    /// <param name="chatId">The claimed id.</param>
    /// <param name="opening">What the chat is opened with.</param>
    /// <param name="text">The customer's text. It will become a dead letter.</param>
    /// <param name="key">An idempotency key, stored with the text.</param>
    /// <param name="notice">What the customer is told; null = nothing.</param>
    /// <param name="files">Files that came with the text. They become part of the dead letter.</param>
    public async Task RefuseAsync(
        string chatId, ChatOpening opening, string text, string key, string? notice, ImmutableArray<FileReference> files, CancellationToken cancellationToken)
    {
        var (chat, entry) = Chat.Refuse(chatId, opening, text, ClientId(key), time.GetUtcNow(), files);
        await index.AddAsync(chat, cancellationToken);
        ImmutableArray<ChatEntry> entries = [entry];
        if (notice is not null)
        {
            (chat, var told) = chat.SayToCustomer(notice, time.GetUtcNow());
            entries = [entry, told];
        }

        await ledger.CreateAsync(new ChatChange(chat, entries) { Key = key }, cancellationToken);
    }

    /// <summary>Creates a chat in which an operator writes to a customer first, under an id that was claimed for it. Repeating it is safe.</summary>
    /// <param name="chatId">The claimed id.</param>
    /// <param name="opening">The customer, and the contact centre that gets the answer.</param>
    /// <param name="text">The operator's text.</param>
    /// <param name="key">An idempotency key, stored with the text.</param>
    /// <param name="customerWroteAt">When the customer last wrote.</param>
    public async Task ReachOutAsync(
        string chatId, ChatOpening opening, string text, string key, DateTimeOffset customerWroteAt, CancellationToken cancellationToken)
    {
        var (chat, entry) = Chat.ReachOut(chatId, opening, text, customerWroteAt, time.GetUtcNow());
        await index.AddAsync(chat, cancellationToken);
        await ledger.CreateAsync(new ChatChange(chat, [entry]) { Key = key }, cancellationToken);
    }

    /// <summary>A chat as this process knows it, however old that knowledge is, of any contact centre; null = there is none.</summary>
    public ValueTask<Chat?> PeekAsync(string chatId, CancellationToken cancellationToken) => ledger.GetAsync(chatId, ChatLedger.AnyAge, cancellationToken);

    /// <summary>
    /// Finds a chat of this contact centre; null = there is none, or it belongs to another contact centre. Callers can't tell these two
    /// cases apart. The chat is read again if what this process knows of it is older than <paramref name="maxAge"/>.
    /// </summary>
    public async Task<Chat?> FindAsync(string chatId, string contactCenterId, TimeSpan maxAge, CancellationToken cancellationToken)
    {
        if (!ChatIds.IsWellFormed(chatId) || await ledger.GetAsync(chatId, maxAge, cancellationToken) is not { } chat)
        {
            return null;
        }

        if (string.Equals(chat.ContactCenterId, contactCenterId, StringComparison.OrdinalIgnoreCase))
        {
            return chat;
        }

        if (maxAge != TimeSpan.Zero)
        {
            // This costs the same read as an id that does not exist. Otherwise the time of the answer would reveal that this process knows
            // the chat.
            await store.LoadAsync(chatId, cancellationToken);
        }

        return null;
    }

    /// <summary>Appends a text of the customer with one commit.</summary>
    /// <param name="key">An idempotency key: a second text with the same key changes nothing.</param>
    /// <param name="lease">The lease to send that the commit takes, if nothing else waits to be sent; null = none.</param>
    /// <param name="files">Files that came with the text and are still to be fetched.</param>
    public async Task<Posted> PostAsync(
        string chatId, string contactCenterId, string text, string? key, LeaseRequest? lease, CancellationToken cancellationToken,
        ImmutableArray<FileReference> files = default)
    {
        if (await FindAsync(chatId, contactCenterId, ChatLedger.AnyAge, cancellationToken) is null)
        {
            return new(PostResult.NotFound);
        }

        ChatEntry? entry = null;
        var wasQuiet = false;
        var result = await ledger.ChangeAsync(
            chatId,
            chat =>
            {
                if (chat.State == ChatState.Idle || IsFull(chat))
                {
                    return ChatDecision.No(chat.State == ChatState.Idle ? Refusal.Ended : Refusal.TooMany, key);
                }

                wasQuiet = chat.State == ChatState.Chatting && !PollSchedule.IsLively(chat, time.GetUtcNow());
                var alone = !chat.HasUnsent;
                (chat, entry) = chat.Post(text, time.GetUtcNow(), ClientId(key));
                return new ChatChange(chat.Await(entry.Index, files), [entry]) { Key = key, Lease = alone && chat.CanSend ? lease : null };
            },
            cancellationToken);
        return result.Outcome switch
        {
            ChangeOutcome.Committed => new(PostResult.Accepted, result.Chat, entry, result.Lease) { Index = entry!.Index, WasQuiet = wasQuiet },
            ChangeOutcome.Duplicate => new(PostResult.Duplicate) { Index = await store.FindKeyAsync(chatId, key!, cancellationToken) ?? 0 },
            ChangeOutcome.Refused => new(result.Refusal == Refusal.Ended ? PostResult.Ended : PostResult.TooMany),
            ChangeOutcome.Gone => new(PostResult.NotFound),
            _ => throw new InvalidOperationException($"The text could not be stored ({result.Outcome})."),
        };
    }

    /// <summary>
    /// Stores a text that the chat can no longer accept, for callers that cannot reject it. The text is in the transcript and becomes a
    /// dead letter, with its files. The customer is told once in a chat.
    /// </summary>
    public async Task<PostResult> PostInVainAsync(
        string chatId, string text, string key, string? notice, ImmutableArray<FileReference> files, CancellationToken cancellationToken)
    {
        var result = await ledger.ChangeAsync(
            chatId,
            chat =>
            {
                if (chat.State == ChatState.Idle)
                {
                    return ChatDecision.No(Refusal.Ended, key);
                }

                (chat, var entry) = chat.PostRejected(text, time.GetUtcNow(), ClientId(key), files);
                if (notice is null || chat.NotTakenTold)
                {
                    return new ChatChange(chat, [entry]) { Key = key };
                }

                (chat, var told) = (chat with { NotTakenTold = true }).SayToCustomer(notice, time.GetUtcNow());
                return new ChatChange(chat, [entry, told]) { Key = key };
            },
            cancellationToken);
        return result.Outcome switch
        {
            ChangeOutcome.Committed => PostResult.TooMany,
            ChangeOutcome.Duplicate => PostResult.Duplicate,
            ChangeOutcome.Refused => PostResult.Ended,
            _ => PostResult.NotFound,
        };
    }

    /// <summary>Ends the chat, for a reason of the relay's or of the customer's.</summary>
    public async Task<PostResult> EndAsync(string chatId, string contactCenterId, EndReason reason, string? key, CancellationToken cancellationToken)
    {
        if (await FindAsync(chatId, contactCenterId, ChatLedger.AnyAge, cancellationToken) is null)
        {
            return PostResult.NotFound;
        }

        var result = await ledger.ChangeAsync(
            chatId,
            chat => chat.State == ChatState.Idle ? ChatDecision.No(Refusal.Ended, key) : new ChatChange(chat.End(reason, time.GetUtcNow())) { Key = key },
            cancellationToken);
        return result.Outcome switch
        {
            ChangeOutcome.Committed => PostResult.Accepted,
            ChangeOutcome.Duplicate => PostResult.Duplicate,
            ChangeOutcome.Gone => PostResult.NotFound,
            _ => PostResult.Ended,
        };
    }

    /// <summary>The customer has written in a later chat: the entries that this chat held back may go out.</summary>
    public Task HeardAsync(string chatId, CancellationToken cancellationToken) =>
        ledger.ChangeAsync(chatId, c => c.Heard(time.GetUtcNow()) is var next && next == c ? ChatDecision.Nothing : new ChatChange(next), cancellationToken);

    /// <summary>Sends a chat's answers to the customer's new address, if they went to a former one and the chat is not finished.</summary>
    public async Task ReaddressAsync(string chatId, ChannelAddress address, ImmutableArray<string> former, CancellationToken cancellationToken)
    {
        var result = await ledger.ChangeAsync(
            chatId,
            chat => chat.IsFinished || chat.Channel is not { } channel || !former.Contains(channel.Address)
                ? ChatDecision.Nothing
                : new ChatChange(chat with { Channel = address }),
            cancellationToken);
        if (result.Chat is { IsFinished: false } moved && moved.Channel == address)
        {
            // This is also done if an earlier call changed the chat: the process may have died before it moved the notes.
            await index.MoveAsync(moved, former, cancellationToken);
        }
    }

    private bool IsFull(Chat chat) => chat.Unechoed.Length >= Chat.MaxUnechoed || chat.LastIndex >= limits.Value.EntriesPerChat;

    private static string? ClientId(string? key) => key?.Length <= MaxClientId ? key : null;
}
