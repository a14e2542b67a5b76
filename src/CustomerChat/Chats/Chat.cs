using System.Collections.Immutable;

namespace CustomerChat.Chats;

/// <summary>
/// A chat: the head of its transcript with the watermarks. Immutable; every rule is a pure function from a chat to the next
/// one. What is pending is what lies beyond a watermark; watermarks never go back.
/// </summary>
public sealed record Chat
{
    /// <summary>Customer's entries without an echo that a chat may carry; beyond it the contact centre has to catch up first.</summary>
    public const int MaxUnechoed = 1_000;

    public required string Id { get; init; }

    public required string ContactCenterId { get; init; }

    public required string Nickname { get; init; }

    public required string Subject { get; init; }

    /// <inheritdoc cref="ChatOpening.Endpoint"/>
    public string? Endpoint { get; init; }

    /// <inheritdoc cref="ChatOpening.UserData"/>
    public ImmutableSortedDictionary<string, string> UserData { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <inheritdoc cref="ChatOpening.Channel"/>
    public ChannelAddress? Channel { get; init; }

    public ChatState State { get; init; }

    /// <summary>Set with <see cref="ChatState.Idle"/>.</summary>
    public EndReason? EndReason { get; init; }

    public ImmutableArray<Participant> Participants { get; init; } = [];

    /// <summary>The chat's path at the contact centre; null until it was opened there.</summary>
    public string? UpstreamPath { get; init; }

    /// <summary>The contact centre must still be told that the customer's side has left.</summary>
    public bool CompletePending { get; init; }

    /// <summary>The index that the next entry gets.</summary>
    public long NextIndex { get; init; } = 1;

    /// <summary>The contact centre has every customer's entry up to here.</summary>
    public long SentThrough { get; init; }

    /// <summary>Somebody has held a lease for the entries up to here: they may have been sent.</summary>
    public long AttemptedThrough { get; init; }

    /// <summary>The customer's entries that were not yet seen in the messages upstream, in order.</summary>
    public ImmutableArray<long> Unechoed { get; init; } = [];

    /// <summary>The channel has every entry up to here that it is to get.</summary>
    public long DeliveredThrough { get; init; }

    /// <summary>How many parts of the entry after <see cref="DeliveredThrough"/> the channel has; a long text goes in several.</summary>
    public int DeliveredParts { get; init; }

    /// <summary>How often the next part was tried in vain.</summary>
    public int DeliveryAttempts { get; init; }

    /// <summary>The next part is not to be tried before.</summary>
    public DateTimeOffset? DeliverAfter { get; init; }

    /// <summary>The right to deliver to the channel.</summary>
    public SendLease? DeliveryLease { get; init; }

    /// <summary>The chat has ended, and the channel account's closing text is still to be said, if there is one.</summary>
    public bool ClosingPending { get; init; }

    /// <summary>When the customer last wrote; some channels take answers for a day from then.</summary>
    public DateTimeOffset CustomerWroteAt { get; init; }

    /// <summary>The first upstream entry that was not yet read: the poll's cursor.</summary>
    public long NextUpstreamIndex { get; init; } = 1;

    public SendLease? Lease { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When somebody last wrote, joined or left.</summary>
    public required DateTimeOffset LastActivityAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Every customer's entry up to here was seen in the messages upstream.</summary>
    public long EchoedThrough => Unechoed.IsEmpty ? NextIndex - 1 : Unechoed[0] - 1;

    /// <summary>The index of the last entry; 0 while there is none.</summary>
    public long LastIndex => NextIndex - 1;

    public bool HasUnsent => !Unechoed.IsEmpty && Unechoed[^1] > SentThrough;

    /// <summary>The customer's entries that the contact centre has not confirmed, in order.</summary>
    public ImmutableArray<long> Unsent => Unechoed.RemoveAll(i => i <= SentThrough);

    /// <summary>The entries that the channel does not have yet, in order.</summary>
    public ImmutableArray<long> Undelivered => HasUndelivered ? [.. Enumerable.Sequence(DeliveredThrough + 1, LastIndex, 1)] : [];

    /// <summary>Somebody still is to get the entry: the contact centre, or the channel.</summary>
    public bool Waits(long index) =>
        (index > SentThrough && Unechoed.BinarySearch(index) >= 0) || (Channel is not null && index > DeliveredThrough);

    /// <summary>Entries may be sent: some wait, the way is known and nobody else is at it or in doubt.</summary>
    public bool CanSend => HasUnsent && UpstreamPath is not null && Lease is null;

    /// <summary>The chat must be opened upstream: it is open, or its customer left words behind when completing it.</summary>
    public bool NeedsUpstream => UpstreamPath is null && (State != ChatState.Idle || (CompletePending && HasUnsent));

    /// <summary>Over for the customer and nothing is left to do: no turn is needed any more.</summary>
    public bool IsFinished => State == ChatState.Idle && !CompletePending && !ClosingPending && !HasUnsent && !HasUndelivered;

    /// <summary>Entries lie beyond what the channel has.</summary>
    public bool HasUndelivered => Channel is not null && DeliveredThrough < LastIndex;

    public static Chat Open(string id, ChatOpening opening, DateTimeOffset now) => new()
    {
        Id = id,
        ContactCenterId = opening.ContactCenterId,
        Nickname = opening.Nickname,
        Subject = opening.Subject,
        Endpoint = opening.Endpoint,
        UserData = opening.UserData,
        Channel = opening.Channel,
        Participants = [new Participant(opening.Nickname, "0", ParticipantType.Customer)],
        OpenedAt = now,
        LastActivityAt = now,
        CustomerWroteAt = now,
    };

    /// <summary>Appends a text of the customer. Only an open chat takes one.</summary>
    public (Chat Chat, ChatEntry Entry) Post(string text, DateTimeOffset now, string? clientId = null)
    {
        if (State == ChatState.Idle)
        {
            throw new InvalidOperationException("The chat has ended.");
        }

        var entry = new ChatEntry { Index = NextIndex, Type = EntryType.Text, From = Customer, Text = text, At = now, ClientId = clientId };
        return (
            this with
            {
                NextIndex = NextIndex + 1,
                Unechoed = Unechoed.Add(entry.Index),
                LastActivityAt = now,
                CustomerWroteAt = now,

                // The customer's channel needs not be told what the customer said.
                DeliveredThrough = HasUndelivered ? DeliveredThrough : entry.Index,
            },
            entry);
    }

    /// <summary>Appends a word of the relay itself to the customer: a welcome, a closing.</summary>
    public (Chat Chat, ChatEntry Entry) Say(string text, DateTimeOffset now) =>
        (this with { NextIndex = NextIndex + 1 },
            new ChatEntry { Index = NextIndex, Type = EntryType.Notice, From = new Participant("", "", ParticipantType.External), Text = text, At = now });

    /// <summary>Takes the right to send all that waits, or to open the chat upstream.</summary>
    public Chat TakeLease(SendLease lease) =>
        this with { Lease = lease, AttemptedThrough = Math.Max(AttemptedThrough, Unechoed.IsEmpty ? 0 : Unechoed[^1]) };

    /// <summary>Gives the lease back, if it is still this one.</summary>
    public Chat Release(string leaseId) => Lease?.Id == leaseId ? this with { Lease = null } : this;

    /// <summary>The holder knows that its last request is over, whatever came of it: a read from now on tells the truth.</summary>
    public Chat ShortenLease(string leaseId, DateTimeOffset until) =>
        Lease is { } lease && lease.Id == leaseId && lease.Until > until ? this with { Lease = lease with { Until = until } } : this;

    /// <summary>The contact centre has said that it has the entry, and so all before it.</summary>
    public Chat Sent(long index) => index > SentThrough ? this with { SentThrough = index } : this;

    /// <summary>The contact centre refused the entry for good: it will not come back as an echo.</summary>
    public Chat Refused(long index) => Sent(index) with { Unechoed = Unechoed.Remove(index) };

    /// <summary>The chat exists upstream. One that has ended meanwhile is to be completed there.</summary>
    public Chat OpenedUpstream(string path) =>
        this with { UpstreamPath = path, Lease = null, CompletePending = State == ChatState.Idle };

    /// <summary>
    /// Takes in messages from upstream, read at <paramref name="readAt"/>. The customer's own texts are matched to ours by
    /// order, not by text: an echo means that ours went in. The rest is appended. Entries that were taken in before are passed over.
    /// </summary>
    /// <param name="messages">What was read, by ascending index.</param>
    /// <param name="readAt">When the read began.</param>
    /// <param name="complete">Nothing more was there to read; only then a lease in doubt can be settled.</param>
    /// <param name="now">The time of the new entries.</param>
    public (Chat Chat, ImmutableArray<ChatEntry> Entries) Receive(
        IEnumerable<UpstreamMessage> messages, DateTimeOffset readAt, bool complete, DateTimeOffset now)
    {
        var chat = this;
        var entries = ImmutableArray.CreateBuilder<ChatEntry>();
        foreach (var message in messages.Where(m => m.Index >= NextUpstreamIndex))
        {
            chat = chat with { NextUpstreamIndex = Math.Max(chat.NextUpstreamIndex, message.Index + 1) };
            if (message.IsCustomersText)
            {
                chat = chat.Echoed();
            }
            else if (!message.IsCustomersTyping)
            {
                entries.AddRange(message.ToEntries(chat.NextIndex, now));
                chat = chat with
                {
                    NextIndex = entries[^1].Index + 1,
                    LastActivityAt = message.IsTyping ? chat.LastActivityAt : now,
                };
            }
        }

        return (chat.Settle(readAt, complete), entries.DrainToImmutable());
    }

    /// <summary>
    /// Whether messages from upstream hold more texts of the customer than this head knows to have been sent: then another
    /// process has posted since it was read.
    /// </summary>
    public bool HoldsForeign(IEnumerable<UpstreamMessage> messages) =>
        messages.Count(m => m.Index >= NextUpstreamIndex && m.IsCustomersText) > Unechoed.Count(i => i <= Math.Max(SentThrough, AttemptedThrough));

    /// <summary>Takes in the state upstream. Idle is not taken here: see <see cref="End"/>.</summary>
    public Chat Observe(ChatState state, ImmutableArray<Participant> participants)
    {
        var chat = State == ChatState.Idle || state == ChatState.Idle || state == State ? this : this with { State = state };
        return participants.IsDefaultOrEmpty || participants.SequenceEqual(chat.Participants) ? chat : chat with { Participants = participants };
    }

    /// <summary>Ends the chat for the customer; the first reason stays. Unless the contact centre ended it, it is still to be told.</summary>
    public Chat End(EndReason reason, DateTimeOffset now)
    {
        var upstreamIsOver = reason is Chats.EndReason.ContactCenter or Chats.EndReason.UpstreamGone or Chats.EndReason.UpstreamRefused;
        var ended = State == ChatState.Idle
            ? this
            : this with
            {
                State = ChatState.Idle,
                EndReason = reason,
                EndedAt = now,
                CompletePending = UpstreamPath is not null || HasUnsent,
                ClosingPending = Channel is not null,
            };
        return upstreamIsOver ? ended with { CompletePending = false, Lease = null } : ended;
    }

    /// <summary>The contact centre knows that the customer's side has left.</summary>
    public Chat Completed() => this with { CompletePending = false, Lease = null };

    /// <summary>Gives up the entries that can't be sent any more, because there is nobody left to send them to.</summary>
    public Chat AbandonUnsent() => HasUnsent ? this with { SentThrough = Unechoed[^1] } : this;

    /// <summary>The channel has everything up to the entry.</summary>
    public Chat Delivered(long index) => index > DeliveredThrough
        ? this with { DeliveredThrough = index, DeliveredParts = 0, DeliveryAttempts = 0, DeliverAfter = null }
        : this;

    /// <summary>The channel has one more part of the entry after <see cref="DeliveredThrough"/>.</summary>
    public Chat DeliveredPart() => this with { DeliveredParts = DeliveredParts + 1, DeliveryAttempts = 0, DeliverAfter = null };

    /// <summary>The next part could not be delivered; it is tried again.</summary>
    public Chat DeliverLater(DateTimeOffset after, bool counts) =>
        this with { DeliverAfter = after, DeliveryAttempts = DeliveryAttempts + (counts ? 1 : 0), DeliveryLease = null };

    /// <summary>Something may be delivered now, and nobody else is at it.</summary>
    public bool CanDeliver(DateTimeOffset now) =>
        HasUndelivered && !(DeliverAfter > now) && (DeliveryLease is null || DeliveryLease.Until <= now);

    /// <summary>The customer as a participant.</summary>
    public Participant Customer => Participants.FirstOrDefault(p => p.Type == ParticipantType.Customer) ?? new(Nickname, "0", ParticipantType.Customer);

    private Chat Echoed()
    {
        // A customer's text that none of ours can be is not ours to count: counting it would lose one of ours.
        if (Unechoed.IsEmpty || Unechoed[0] > Math.Max(SentThrough, AttemptedThrough))
        {
            return this;
        }

        var chat = Sent(Unechoed[0]) with { Unechoed = Unechoed.RemoveAt(0) };
        return chat.HasAttempted ? chat : chat with { Lease = null };
    }

    /// <summary>Some entry may have been sent but was neither confirmed nor seen.</summary>
    private bool HasAttempted => Unechoed.Any(i => i > SentThrough && i <= AttemptedThrough);

    private Chat Settle(DateTimeOffset readAt, bool complete) =>
        complete && Lease is { } lease && UpstreamPath is not null && readAt >= lease.Until ? this with { Lease = null } : this;
}
