using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Ledger;

namespace CustomerChat.Turn;

/// <summary>Reads a chat's state and messages at the contact centre, in one turn, and takes in what is new.</summary>
internal sealed class UpstreamReading(ChatLedger ledger, TimeProvider time)
{
    /// <summary>A commit that is refused with less than this in it is not refused for its size.</summary>
    private const int SmallestCommit = 4_000;

    /// <summary>The lease to deliver what is new, if one was taken along.</summary>
    public SendLease? Lease { get; private set; }

    /// <summary>Looks at state and messages, side by side.</summary>
    public async Task<Chat> PollAsync(string chatId, IContactCenter center, CancellationToken cancellationToken)
    {
        var chat = await ledger.KnownAsync(chatId, cancellationToken);
        var readAt = time.GetUtcNow();
        var state = center.GetChatAsync(chat.UpstreamPath!, cancellationToken);
        var messages = center.GetMessagesAsync(chat.UpstreamPath!, chat.NextUpstreamIndex, cancellationToken);
        await Task.WhenAll(Silently(state), Silently(messages));
        var seen = await state;
        chat = await ReceiveAsync(chat, await messages, readAt, deliver: true, cancellationToken);
        if (seen.State != ChatState.Idle)
        {
            return await ledger.ChangeAsync(chatId, c => c.Observe(seen.State, seen.Participants), cancellationToken);
        }

        if (chat.State != ChatState.Idle)
        {
            // The two were read side by side: the last words may have come between.
            chat = await ReadAsync(chat, center, deliver: true, cancellationToken);
        }

        return await ledger.ChangeAsync(
            chatId, c => c.Observe(c.State, seen.Participants).End(EndReason.ContactCenter, time.GetUtcNow()), cancellationToken);
    }

    /// <summary>Reads the messages alone.</summary>
    public async Task<Chat> ReadAsync(Chat chat, IContactCenter center, bool deliver, CancellationToken cancellationToken)
    {
        var readAt = time.GetUtcNow();
        var messages = await center.GetMessagesAsync(chat.UpstreamPath!, chat.NextUpstreamIndex, cancellationToken);
        return await ReceiveAsync(chat, messages, readAt, deliver, cancellationToken);
    }

    /// <summary>Takes messages in, in as many commits as it needs: each is whole, so a crash between two repeats only what is left.</summary>
    private async Task<Chat> ReceiveAsync(
        Chat chat, ImmutableArray<UpstreamMessage> messages, DateTimeOffset readAt, bool deliver, CancellationToken cancellationToken)
    {
        chat = await ledger.KnownAsync(chat.Id, cancellationToken);
        if (chat.HoldsForeign(messages))
        {
            // Another process has posted: what is known of the chat here is old.
            chat = await ledger.GetAsync(chat.Id, TimeSpan.Zero, cancellationToken) ?? throw new ChatGoneException();
        }

        messages = messages.RemoveAll(m => m.Index < chat.NextUpstreamIndex);
        if (!messages.IsEmpty && chat.AreEchoes(messages))
        {
            // That rides on the next commit, at the latest that of the first poll with nothing new. If it is lost before, they are read again.
            ledger.Note(chat.Id, new ChatFact.Echoed(messages, readAt));
            return await ledger.KnownAsync(chat.Id, cancellationToken);
        }

        for (var bytes = CommitRoom.MaxBytes; ;)
        {
            var more = false;
            var result = await ledger.ChangeAsync(
                chat.Id,
                c =>
                {
                    var now = time.GetUtcNow();
                    var received = c.Receive(messages, readAt, now, new CommitRoom(bytes: bytes));
                    more = received.More;

                    // What is new is delivered right after: the lease for it comes with the same commit.
                    var leases = deliver && !received.Entries.IsEmpty && received.Chat.CanDeliver(now);
                    return new ChatChange(received.Chat, received.Entries) { Lease = leases ? ChannelDelivery.Lease : null };
                },
                cancellationToken);
            if (result.Outcome == ChangeOutcome.TooLarge)
            {
                bytes = bytes > SmallestCommit ? bytes / 2 : throw new InvalidOperationException("The storage takes no commit of this chat, however small.");
                continue;
            }

            Lease = result.Lease ?? Lease;
            chat = result.Chat ?? throw new ChatGoneException();
            if (!more)
            {
                return chat;
            }
        }
    }

    private static async Task Silently(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
