using System.Collections.Immutable;

namespace CustomerChat.Chats;

/// <content>How the relay compares a chat with the contact centre's message log.</content>
public sealed partial record Chat
{
    /// <summary>The most participants that are kept. Further participants are dropped.</summary>
    public const int MaxParticipants = 100;

    /// <summary>How many message keys <see cref="SeenUpstream"/> holds.</summary>
    public const int MaxSeen = 32;

    /// <summary>Where the next read of the contact centre's messages begins.</summary>
    public UpstreamPosition Position => new(NextUpstreamIndex, UpstreamCursor);

    /// <summary>The chat's state at the beginning of a read, to be kept with what is read.</summary>
    public UpstreamOrigin Origin => new(UpstreamNumber, UpstreamCursor, SentThrough);

    /// <summary>Takes the lease to send all entries that wait, or to open the chat at the contact centre.</summary>
    public Chat TakeLease(ChatLease lease) =>
        this with { Lease = lease, AttemptedThrough = Math.Max(AttemptedThrough, Unechoed.IsEmpty ? 0 : Unechoed[^1]) };

    /// <summary>Takes over the state and the participants that the contact centre reports. It ignores the state Idle: see <see cref="End"/>.</summary>
    public Chat Observe(ChatState? state, ImmutableArray<Participant>? participants)
    {
        var chat = State == ChatState.Idle || state is null or ChatState.Idle || state == State ? this : this with { State = state.Value };
        ImmutableArray<Participant> known = participants is { IsDefaultOrEmpty: false } given ? [.. given.Take(MaxParticipants).Select(p => p.Bounded())] : [];
        return known.IsEmpty || known.SequenceEqual(chat.Participants) ? chat : chat with { Participants = known };
    }

    /// <summary>The messages of a read that the chat has not taken in before, in order.</summary>
    /// <remarks>
    /// A message with an index is new if its index has not been read before. Without indexes, the keys of the last messages decide. A log
    /// that holds all these keys is the log that was read before. It grows only at its end, so all messages before the oldest of these keys
    /// were seen too, however long ago. A log that lacks one of the keys was begun anew, and holds no older messages.
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

    /// <summary>
    /// Whether the only new messages of a read are echoes of the customer's own texts. Then the read adds no entry and leaves the chat's
    /// state as it is.
    /// </summary>
    public bool AreEchoes(UpstreamRead read) =>
        NewIn(read).All(m => (m.IsCustomersText || m.IsCustomersTyping || m.IsSilent) && !m.AsksHandOver) && read.State != ChatState.Idle && Observe(read.State, read.Participants) == this;

    /// <summary>
    /// Whether the read holds more of the customer's texts than this head knows to have been sent. Then another process has posted since
    /// the head was read.
    /// </summary>
    public bool HoldsForeign(UpstreamRead read)
    {
        var texts = NewIn(read).Where(m => m.IsCustomersText).ToList();
        var attempted = Math.Max(SentThrough, AttemptedThrough);
        return texts.Count(m => m.EchoOf is null) > Unechoed.Count(i => i <= attempted) || texts.Any(m => m.EchoOf > attempted);
    }

    /// <summary>
    /// Whether the read lacks a text of the customer that the contact centre had, or may have had, before the read. The log may have been
    /// begun anew: then only a read from its beginning tells what is in it.
    /// </summary>
    /// <param name="readAt">When the read began.</param>
    public bool Misses(UpstreamRead read, DateTimeOffset readAt)
    {
        var through = Lease is { } lease && readAt >= lease.Until ? Math.Max(read.Origin.SentThrough, AttemptedThrough) : read.Origin.SentThrough;
        var expected = Unechoed.Count(i => i <= through);
        return expected > NewIn(read).Count(m => m.IsCustomersText && (m.EchoOf is not { } index || (index <= through && Unechoed.Contains(index))));
    }

    /// <summary>
    /// Takes in what was read at <paramref name="readAt"/>, as far as one commit has room. The same call on the next head goes on where
    /// this call stopped. The customer's own texts are matched to the relay's entries by their id, or by their order if the contact centre
    /// gives no id; never by their words. An echo proves that the entry reached the contact centre. All other messages are appended.
    /// Messages that were taken in before are skipped.
    /// </summary>
    /// <param name="readAt">When the read began.</param>
    /// <param name="now">The time of the new entries.</param>
    /// <param name="room">What one commit has room for; null = everything.</param>
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

        // A lease in doubt can only be settled when everything that was read has been taken in.
        chat = chat.Finish(read, readAt);
        var state = read.State ?? (chat.Participants == Participants || read.Participants is not null ? null
            : chat.Participants.Any(p => p.Type == ParticipantType.Agent) ? ChatState.Chatting : ChatState.WaitingForAgent);
        chat = chat.Observe(state, read.Participants);
        chat = chat.State == ChatState.WaitingForAgent && State == ChatState.Chatting ? chat with { WaitedFrom = now, WaitingTold = 0 } : chat;
        return new(read.State == ChatState.Idle ? chat.Leave(Chats.EndReason.ContactCenter, now) : chat, entries.DrainToImmutable(), More: false);
    }

    /// <summary>The chat is over at the contact centre. This ends the chat, unless it is to go on at another contact centre.</summary>
    public Chat Leave(EndReason reason, DateTimeOffset now) =>
        State == ChatState.Idle || HandOverAskedAt is null ? End(reason, now) : this with { HandOverAskedAt = DateTimeOffset.UnixEpoch };

    /// <summary>Called when everything that was read has been taken in: moves the cursor and settles what is in doubt.</summary>
    private Chat Finish(UpstreamRead read, DateTimeOffset readAt)
    {
        var chat = read.Cursor is { } cursor && cursor != UpstreamCursor && read.Origin.Cursor == UpstreamCursor ? this with { UpstreamCursor = cursor } : this;
        if (read.HasMore)
        {
            return chat;
        }

        // Entries that the contact centre confirmed before the read, and that its whole log does not hold, will not come back.
        var confirmed = Math.Min(read.Origin.SentThrough, chat.SentThrough);
        return (read.IsWhole && !chat.Unechoed.IsEmpty && chat.Unechoed[0] <= confirmed
            ? chat with { Unechoed = chat.Unechoed.RemoveAll(i => i <= confirmed) }
            : chat).Settle(readAt);
    }

    /// <summary>Appends a message's entries while the commit has room. When all of them are in, the cursor moves on to the next message.</summary>
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
                AnsweredAt = entry is { Type: EntryType.Text or EntryType.PushUrl, From.Type: ParticipantType.Agent } && (chat.AnsweredAt is null || chat.AnsweredAt < chat.HandedOverAt)
                    ? now
                    : chat.AnsweredAt,
                Choices = message.Type == EntryType.Text && (!message.Choices.IsEmpty || !chat.Choices.IsEmpty) ? message.Choices : chat.Choices,
            };
        }
        while (offset < (message.Words?.Length ?? 0));
        return chat.Past(message);
    }

    private Chat Past(UpstreamMessage message) => message.Index > 0
        ? this with { NextUpstreamIndex = message.Index + 1, NextUpstreamOffset = 0 }
        : this with { SeenUpstream = [.. SeenUpstream.Skip(Math.Max(0, SeenUpstream.Length + 1 - MaxSeen)), message.Key!], NextUpstreamOffset = 0 };

    /// <summary>Updates the participants after a message: a participant who joins or speaks is added, one who leaves is removed.</summary>
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

        // A customer's text that matches none of the relay's entries is not counted. Counting it would lose one of the entries.
        if (index is not { } echoed || echoed > attempted || !Unechoed.Contains(echoed))
        {
            return this;
        }

        var chat = Sent(echoed) with { Unechoed = Unechoed.Remove(echoed) };
        return chat.HasAttempted ? chat : chat with { Lease = null };
    }

    /// <summary>
    /// The contact centre accepted an entry of the relay, but put it after the end in its log. The entry counts as unsent, and so do the
    /// entries after it. They go into the next chat, or become dead letters.
    /// </summary>
    private Chat CameTooLate(long? index) =>
        // The chat goes on at another contact centre: the agent there reads what was said.
        HandOverAskedAt is not null ? Echoed(index)

        // The entry was settled before.
        : State == ChatState.Idle && !CompletePending ? this
        : (index ?? (Unechoed.IsEmpty ? null : Unechoed[0])) is { } late && Unechoed.Contains(late) ? this with { SentThrough = Math.Min(SentThrough, late - 1) }
        : this;

    /// <summary>Whether an entry may have been sent, but was neither confirmed nor seen in the log.</summary>
    private bool HasAttempted => Unechoed.Any(i => i > SentThrough && i <= AttemptedThrough);

    private Chat Settle(DateTimeOffset readAt) =>
        Lease is { } lease && Upstream is not null && readAt >= lease.Until ? this with { Lease = null } : this;
}
