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
    public ChatLease? Lease { get; private set; }

    /// <summary>Looks at state and messages.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="number">Which of its chats upstream is at the contact centre.</param>
    /// <param name="center">The contact centre.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Chat> PollAsync(string chatId, int number, IContactCenter center, CancellationToken cancellationToken)
    {
        var chat = await ledger.KnownAsync(chatId, cancellationToken);
        if (chat.Upstream is null || chat.UpstreamNumber != number)
        {
            // Another process has handed it over.
            return chat;
        }

        var (readAt, origin, upstream) = (time.GetUtcNow(), chat.Origin, chat.Upstream);
        var read = await center.ReadAsync(upstream, chat.Position, cancellationToken) with { Origin = origin };
        if (center.LogMayRestart && !read.IsWhole && !read.HasMore)
        {
            chat = await CurrentAsync(await ledger.KnownAsync(chatId, cancellationToken), read, cancellationToken);

            // Before the chat is left, too, nothing may lie unread in a log that was begun anew and has grown past the cursor since.
            if (chat.Misses(read, readAt) || read.State == ChatState.Idle || chat.HandOverAskedAt is not null)
            {
                readAt = time.GetUtcNow();
                var whole = await center.ReadAsync(read.Renewed ?? upstream, UpstreamPosition.Start, cancellationToken);
                read = whole with { Origin = origin, Renewed = whole.Renewed ?? read.Renewed };
            }
        }

        return await ReceiveAsync(chat, center, upstream, read, readAt, deliver: true, cancellationToken);
    }

    /// <summary>Says that the customer has left, and takes in what was said last.</summary>
    public async Task CompleteAsync(Chat chat, IContactCenter center, CancellationToken cancellationToken)
    {
        var (readAt, origin, upstream) = (time.GetUtcNow(), chat.Origin, chat.Upstream!);
        if (await center.CompleteAsync(upstream, chat.Position, cancellationToken) is { } read)
        {
            await ReceiveAsync(chat, center, upstream, read with { Origin = origin }, readAt, deliver: false, cancellationToken);
        }
    }

    /// <summary>Takes messages in, in as many commits as it needs: each is whole, so a crash between two repeats only what is left.</summary>
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
            // That rides on the next commit, at the latest that of the first poll with nothing new. If it is lost before, they are read again.
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

    /// <summary>Who came while the contact centre was closed waits from its opening on.</summary>
    private static void MeasureAnswer(Chat chat, IContactCenter center)
    {
        var since = center.Hours?.ClosedUntil(chat.CameAt) is { } opensAt && opensAt > chat.CameAt ? opensAt : chat.CameAt;
        var waited = Math.Max(0, (chat.AnsweredAt!.Value - since).TotalSeconds);
        Telemetry.FirstAnswer.Record(waited, new KeyValuePair<string, object?>("channel", chat.Channel?.Channel ?? "web"));
    }

    /// <summary>The chat as it is known, or as it is stored where another process has posted since.</summary>
    private async Task<Chat> CurrentAsync(Chat chat, UpstreamRead read, CancellationToken cancellationToken) => chat.HoldsForeign(read)
        ? await ledger.GetAsync(chat.Id, TimeSpan.Zero, cancellationToken) ?? throw new ChatGoneException()
        : chat;
}
