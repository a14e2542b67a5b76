using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Ledger;

namespace CustomerChat.Turn;

/// <summary>Reads a chat's state and messages at the contact centre in one turn, and takes in what is new.</summary>
internal sealed class UpstreamReading(ChatLedger ledger, TimeProvider time)
{
    /// <summary>The smallest number of bytes to which a commit is cut down. If a smaller commit is refused, its size is not the reason.</summary>
    private const int SmallestCommit = 4_000;

    /// <summary>The lease to deliver the new entries; null = the commit issued none.</summary>
    public ChatLease? Lease { get; private set; }

    /// <summary>Reads the chat's state and messages.</summary>
    /// <param name="number">Which of the chat's upstream chats is at the contact centre.</param>
    public async Task<Chat> PollAsync(string chatId, int number, IContactCenter center, CancellationToken cancellationToken)
    {
        var chat = await ledger.KnownAsync(chatId, cancellationToken);
        if (chat.Upstream is null || chat.UpstreamNumber != number)
        {
            // Another process has handed the chat over.
            return chat;
        }

        var (readAt, origin, upstream) = (time.GetUtcNow(), chat.Origin, chat.Upstream);
        var read = await center.ReadAsync(upstream, chat.Position, cancellationToken) with { Origin = origin };
        if (center.LogMayRestart && !read.IsWhole && !read.HasMore)
        {
            chat = await CurrentAsync(await ledger.KnownAsync(chatId, cancellationToken), read, cancellationToken);

            // The whole log is also read before the chat is left: a log that was begun anew and has since grown past the cursor may hold
            // unread messages.
            if (chat.Misses(read, readAt) || read.State == ChatState.Idle || chat.HandOverAskedAt is not null)
            {
                readAt = time.GetUtcNow();
                var whole = await center.ReadAsync(read.Renewed ?? upstream, UpstreamPosition.Start, cancellationToken);
                read = whole with { Origin = origin, Renewed = whole.Renewed ?? read.Renewed };
            }
        }

        return await ReceiveAsync(chat, center, upstream, read, readAt, deliver: true, cancellationToken);
    }

    /// <summary>Tells the contact centre that the customer has left, and takes in the last messages.</summary>
    public async Task CompleteAsync(Chat chat, IContactCenter center, CancellationToken cancellationToken)
    {
        var (readAt, origin, upstream) = (time.GetUtcNow(), chat.Origin, chat.Upstream!);
        if (await center.CompleteAsync(upstream, chat.Position, cancellationToken) is { } read)
        {
            await ReceiveAsync(chat, center, upstream, read with { Origin = origin }, readAt, deliver: false, cancellationToken);
        }
    }

    /// <summary>
    /// Takes messages in, with as many commits as needed. Each commit is complete, so after a crash between two commits only the rest is
    /// repeated.
    /// </summary>
    private async Task<Chat> ReceiveAsync(
        Chat chat, IContactCenter center, UpstreamHandle upstream, UpstreamRead read, DateTimeOffset readAt, bool deliver, CancellationToken cancellationToken)
    {
        if (read.Renewed is { } renewed)
        {
            ledger.Note(chat.Id, new ChatFact.Renewed(upstream, renewed));
        }

        chat = await CurrentAsync(await ledger.KnownAsync(chat.Id, cancellationToken), read, cancellationToken);
        var told = !chat.NewIn(read).IsEmpty || (read.Cursor is not null && read.Cursor != chat.UpstreamCursor);
        if (told && chat.AreEchoes(read))
        {
            // The next commit stores this, at the latest that of the first poll with nothing new. If it is lost before that, the messages
            // are read again.
            ledger.Note(chat.Id, new ChatFact.Echoed(read, readAt));
            return await ledger.KnownAsync(chat.Id, cancellationToken);
        }

        for (var bytes = CommitRoom.MaxBytes; ;)
        {
            var (more, isAnswer) = (false, false);
            var result = await ledger.ChangeAsync(
                chat.Id,
                c =>
                {
                    var now = time.GetUtcNow();
                    var received = c.Receive(read, readAt, now, new CommitRoom(bytes: bytes));
                    more = received.More;
                    isAnswer = c.AnsweredAt is null && received.Chat.AnsweredAt is not null;

                    // New entries are delivered right afterwards: the same commit issues the lease for it.
                    var leases = deliver && !received.Entries.IsEmpty && received.Chat.CanDeliver(now);
                    return new ChatChange(received.Chat, received.Entries) { Lease = leases ? ChannelDelivery.Lease : null };
                },
                cancellationToken);
            if (result.Outcome == ChangeOutcome.TooLarge)
            {
                bytes = bytes > SmallestCommit ? bytes / 2 : throw new InvalidOperationException("The storage rejects every commit of this chat, even the smallest.");
                continue;
            }

            Lease = result.Lease ?? Lease;
            chat = result.Chat ?? throw new ChatGoneException();
            if (isAnswer && result.Outcome == ChangeOutcome.Committed)
            {
                MeasureAnswer(chat, center);
            }

            if (!more)
            {
                return chat;
            }
        }
    }

    /// <summary>Measures the wait for the first answer. A customer who came while the contact centre was closed waits only from its opening.</summary>
    private static void MeasureAnswer(Chat chat, IContactCenter center)
    {
        var since = center.Hours?.ClosedUntil(chat.CameAt) is { } opensAt && opensAt > chat.CameAt ? opensAt : chat.CameAt;
        var waited = Math.Max(0, (chat.AnsweredAt!.Value - since).TotalSeconds);
        Telemetry.FirstAnswer.Record(waited, new KeyValuePair<string, object?>("channel", chat.Channel?.Channel ?? "web"));
    }

    /// <summary>The chat as this process knows it. If another process has posted since, the chat as it is stored.</summary>
    private async Task<Chat> CurrentAsync(Chat chat, UpstreamRead read, CancellationToken cancellationToken) => chat.HoldsForeign(read)
        ? await ledger.GetAsync(chat.Id, TimeSpan.Zero, cancellationToken) ?? throw new ChatGoneException()
        : chat;
}
