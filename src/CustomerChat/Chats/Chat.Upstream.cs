using System.Collections.Immutable;

namespace CustomerChat.Chats;

/// <content>What a chat and the contact centre know of each other.</content>
public sealed partial record Chat
{
    /// <summary>The most participants that are kept; more are nobody's to look at.</summary>
    public const int MaxParticipants = 100;

    /// <summary>So many keys of messages are kept: <see cref="SeenUpstream"/>.</summary>
    public const int MaxSeen = 32;

    /// <summary>From where the messages upstream are to be read.</summary>
    public UpstreamPosition Position => new(NextUpstreamIndex, UpstreamCursor);

    /// <summary>What a read that begins now sets out from.</summary>
    public UpstreamOrigin Origin => new(UpstreamNumber, UpstreamCursor, SentThrough);

    /// <summary>Takes the right to send all that waits, or to open the chat upstream.</summary>
    public Chat TakeLease(ChatLease lease) =>
        this with { Lease = lease, AttemptedThrough = Math.Max(AttemptedThrough, Unechoed.IsEmpty ? 0 : Unechoed[^1]) };

    /// <summary>Takes in the state upstream. Idle is not taken here: see <see cref="End"/>.</summary>
    public Chat Observe(ChatState? state, ImmutableArray<Participant>? participants)
    {
        var chat = State == ChatState.Idle || state is null or ChatState.Idle || state == State ? this : this with { State = state.Value };
        ImmutableArray<Participant> known = participants is { IsDefaultOrEmpty: false } given ? [.. given.Take(MaxParticipants).Select(p => p.Bounded())] : [];
        return known.IsEmpty || known.SequenceEqual(chat.Participants) ? chat : chat with { Participants = known };
    }

    /// <summary>The messages of a read that were not taken in before, in order.</summary>
    /// <remarks>
    /// With an index, it tells. Without one, the keys of the last messages tell. A log that holds all of them is the one that was read before: it only grows at its end,
    /// so what stands before the oldest of them was seen as well, however long ago. A log that lacks one was begun anew, and holds nothing older.
    /// </remarks>
    public ImmutableArray<UpstreamMessage> NewIn(UpstreamRead read)
    {
        if (read.Messages.IsEmpty || read.Origin.Number != UpstreamNumber)
        {
            return [];
        }

        var keys = read.Messages.Where(m => m.Key is not null).Select(m => m.Key!).ToHashSet(StringComparer.Ordinal);
        var first = SeenUpstream.Length == MaxSeen && SeenUpstream.All(keys.Contains)
            ? read.Messages.TakeWhile(m => m.Key is not { } key || !SeenUpstream.Contains(key)).Count()
            : 0;
        return [.. read.Messages.Where((m, i) => m.Index > 0 ? m.Index >= NextUpstreamIndex : i >= first && !SeenUpstream.Contains(m.Key!)).DistinctBy(m => m.Key ?? $"#{m.Index}")];
    }

    /// <summary>The read holds nothing new but what the customer wrote here, come back: no entry comes of it, and the chat's state stays.</summary>
    public bool AreEchoes(UpstreamRead read) =>
        NewIn(read).All(m => (m.IsCustomersText || m.IsCustomersTyping || m.IsSilent) && !m.AsksHandOver) && read.State != ChatState.Idle && Observe(read.State, read.Participants) == this;

    /// <summary>
    /// Whether messages from upstream hold more texts of the customer than this head knows to have been sent: then another
    /// process has posted since it was read.
    /// </summary>
    public bool HoldsForeign(UpstreamRead read)
    {
        var texts = NewIn(read).Where(m => m.IsCustomersText).ToList();
        var attempted = Math.Max(SentThrough, AttemptedThrough);
        return texts.Count(m => m.EchoOf is null) > Unechoed.Count(i => i <= attempted) || texts.Any(m => m.EchoOf > attempted);
    }

    /// <summary>
    /// A read does not hold a text of the customer that the contact centre has or may have had before it: where a log can be begun anew, only one
    /// that is read from its beginning tells what is in it.
    /// </summary>
    /// <param name="read">What was read.</param>
    /// <param name="readAt">When the read began.</param>
    public bool Misses(UpstreamRead read, DateTimeOffset readAt)
    {
        var through = Lease is { } lease && readAt >= lease.Until ? Math.Max(read.Origin.SentThrough, AttemptedThrough) : read.Origin.SentThrough;
        var expected = Unechoed.Count(i => i <= through);
        return expected > NewIn(read).Count(m => m.IsCustomersText && (m.EchoOf is not { } index || (index <= through && Unechoed.Contains(index))));
    }

    /// <summary>
    /// Takes in what was read at <paramref name="readAt"/>, as far as one commit holds it: the same call on the next head goes on where this one
    /// stopped. The customer's own texts are matched to ours by their id, or by order where the contact centre does not say it; never by their words. An echo
    /// means that ours went in. The rest is appended. What was taken in before is passed over.
    /// </summary>
    /// <param name="read">What was read.</param>
    /// <param name="readAt">When the read began.</param>
    /// <param name="now">The time of the new entries.</param>
    /// <param name="room">What one commit holds; null = everything.</param>
    public Received Receive(UpstreamRead read, DateTimeOffset readAt, DateTimeOffset now, CommitRoom? room = null)
    {
        if (read.Origin.Number != UpstreamNumber)
        {
            return new(this, [], More: false);
        }

        var chat = this;
        var entries = ImmutableArray.CreateBuilder<ChatEntry>();
        foreach (var message in NewIn(read))
        {
            var next = message.IsTooLate ? chat.Past(message).CameTooLate(message.EchoOf)
                : message.IsCustomersText ? chat.Past(message).Echoed(message.EchoOf)
                : message.IsCustomersTyping || message.IsSilent ? chat.Past(message)
                : chat.Append(message, now, room, entries);
            if (next.NextUpstreamIndex <= message.Index || (message.Key is not null && !next.SeenUpstream.Contains(message.Key)))
            {
                return new(next, entries.DrainToImmutable(), More: true);
            }

            next = read.Participants is null ? next.Meet(message) : next;
            chat = message.AsksHandOver ? next with { HandOverAskedAt = next.HandOverAskedAt ?? now } : next;
        }

        // Only when everything that was there is in, a lease in doubt can be settled.
        chat = chat.Finish(read, readAt);
        var state = read.State ?? (chat.Participants == Participants || read.Participants is not null ? null
            : chat.Participants.Any(p => p.Type == ParticipantType.Agent) ? ChatState.Chatting : ChatState.WaitingForAgent);
        chat = chat.Observe(state, read.Participants);
        chat = chat.State == ChatState.WaitingForAgent && State == ChatState.Chatting ? chat with { WaitedFrom = now, WaitingTold = 0 } : chat;
        return new(read.State == ChatState.Idle ? chat.Leave(Chats.EndReason.ContactCenter, now) : chat, entries.DrainToImmutable(), More: false);
    }

    /// <summary>The chat is over at the contact centre: that ends it, unless it is to go on at another.</summary>
    public Chat Leave(EndReason reason, DateTimeOffset now) =>
        State == ChatState.Idle || HandOverAskedAt is null ? End(reason, now) : this with { HandOverAskedAt = DateTimeOffset.UnixEpoch };

    /// <summary>When all that was read is in: the cursor moves, and what is in doubt is settled.</summary>
    private Chat Finish(UpstreamRead read, DateTimeOffset readAt)
    {
        var chat = read.Cursor is { } cursor && cursor != UpstreamCursor && read.Origin.Cursor == UpstreamCursor ? this with { UpstreamCursor = cursor } : this;
        if (read.HasMore)
        {
            return chat;
        }

        // What the contact centre confirmed before, and what its whole log does not hold, will not come back.
        var confirmed = Math.Min(read.Origin.SentThrough, chat.SentThrough);
        return (read.IsWhole && !chat.Unechoed.IsEmpty && chat.Unechoed[0] <= confirmed
            ? chat with { Unechoed = chat.Unechoed.RemoveAll(i => i <= confirmed) }
            : chat).Settle(readAt);
    }

    /// <summary>Appends a message's entries while there is room; when all of them are in, the cursor goes on to the next message.</summary>
    private Chat Append(UpstreamMessage message, DateTimeOffset now, CommitRoom? room, ImmutableArray<ChatEntry>.Builder entries)
    {
        var chat = this;
        var offset = message.Index == 0 || message.Index == NextUpstreamIndex ? NextUpstreamOffset : 0;
        do
        {
            if (message.ToEntry(chat.NextIndex, offset, now, room) is not { } entry)
            {
                return chat with { NextUpstreamIndex = message.Index == 0 ? chat.NextUpstreamIndex : message.Index, NextUpstreamOffset = offset };
            }

            entries.Add(entry);
            room?.Take(entry);
            offset += entry.Text?.Length ?? 0;
            chat = chat with
            {
                NextIndex = entry.Index + 1,
                LastActivityAt = message.IsTyping ? chat.LastActivityAt : now,
                AnsweredAt = entry is { Type: EntryType.Text or EntryType.PushUrl, From.Type: ParticipantType.Agent } ? chat.AnsweredAt ?? now : chat.AnsweredAt,
                Choices = message.Type == EntryType.Text && (!message.Choices.IsEmpty || !chat.Choices.IsEmpty) ? message.Choices : chat.Choices,
            };
        }
        while (offset < (message.Words?.Length ?? 0));
        return chat.Past(message);
    }

    private Chat Past(UpstreamMessage message) => message.Index > 0
        ? this with { NextUpstreamIndex = message.Index + 1, NextUpstreamOffset = 0 }
        : this with { SeenUpstream = [.. SeenUpstream.Skip(Math.Max(0, SeenUpstream.Length + 1 - MaxSeen)), message.Key!], NextUpstreamOffset = 0 };

    /// <summary>Who takes part, after a message: who joins or speaks does, who leaves does not.</summary>
    private Chat Meet(UpstreamMessage message)
    {
        var who = message.From.Bounded();
        if (who.Type == ParticipantType.Customer || who.ParticipantId.Length == 0 || message.IsSilent)
        {
            return this;
        }

        var known = Participants.FirstOrDefault(p => p.ParticipantId == who.ParticipantId && p.Type != ParticipantType.Customer);
        return message.Type == EntryType.ParticipantLeft ? known is null ? this : this with { Participants = Participants.Remove(known) }
            : known == who || Participants.Length >= MaxParticipants ? this
            : this with { Participants = known is null ? Participants.Add(who) : Participants.Replace(known, who) };
    }

    private Chat Echoed(long? index)
    {
        var attempted = Math.Max(SentThrough, AttemptedThrough);
        if (index is null && !Unechoed.IsEmpty)
        {
            index = Unechoed[0];
        }

        // A customer's text that none of ours can be is not ours to count: counting it would lose one of ours.
        if (index is not { } echoed || echoed > attempted || !Unechoed.Contains(echoed))
        {
            return this;
        }

        var chat = Sent(echoed) with { Unechoed = Unechoed.Remove(echoed) };
        return chat.HasAttempted ? chat : chat with { Lease = null };
    }

    /// <summary>
    /// One of ours stands behind the end in the log, though the contact centre has taken it: it counts as unsent, and so does what came after it. It goes into the next
    /// chat, or becomes a dead letter.
    /// </summary>
    private Chat CameTooLate(long? index) =>
        // Where the chat goes on at another contact centre, its agent reads what was said.
        HandOverAskedAt is not null ? Echoed(index)

        // It was settled before.
        : State == ChatState.Idle && !CompletePending ? this
        : (index ?? (Unechoed.IsEmpty ? null : Unechoed[0])) is { } late && Unechoed.Contains(late) ? this with { SentThrough = Math.Min(SentThrough, late - 1) }
        : this;

    /// <summary>Some entry may have been sent but was neither confirmed nor seen.</summary>
    private bool HasAttempted => Unechoed.Any(i => i > SentThrough && i <= AttemptedThrough);

    private Chat Settle(DateTimeOffset readAt) =>
        Lease is { } lease && Upstream is not null && readAt >= lease.Until ? this with { Lease = null } : this;
}
