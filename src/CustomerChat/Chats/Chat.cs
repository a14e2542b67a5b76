using System.Collections.Immutable;
using System.Globalization;
using CustomerChat.Events;

namespace CustomerChat.Chats;

/// <summary>
/// A chat: the head of its transcript with the watermarks. Immutable; every rule is a pure function from a chat to the next
/// one. What is pending is what lies beyond a watermark; watermarks never go back.
/// </summary>
public sealed partial record Chat
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

    /// <summary>The chat at the contact centre; null until it was opened there.</summary>
    public UpstreamHandle? Upstream { get; init; }

    /// <summary>How often the chat was handed over to another contact centre: it counts its chats upstream.</summary>
    public int UpstreamNumber { get; init; }

    /// <summary>What the contact centre gave before the opening, so that the opening can be repeated: see <see cref="ChatFact.Reserved"/>.</summary>
    public UpstreamHandle? Reserved { get; init; }

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

    /// <summary>Customer's entries that were kept but will not be sent: each is still to become a dead letter.</summary>
    public ImmutableArray<long> NotTaken { get; init; } = [];

    /// <summary>The customer was told that a message was not taken: it is said once in a chat.</summary>
    public bool NotTakenTold { get; init; }

    /// <summary>The channel has every entry up to here that it is to get.</summary>
    public long DeliveredThrough { get; init; }

    /// <summary>How many parts of the entry after <see cref="DeliveredThrough"/> the channel has; a long text goes in several.</summary>
    public int DeliveredParts { get; init; }

    /// <summary>How often the next part was tried in vain.</summary>
    public int DeliveryAttempts { get; init; }

    /// <summary>The next part is not to be tried before.</summary>
    public DateTimeOffset? DeliverAfter { get; init; }

    /// <summary>
    /// Since when everything for the channel waits until the customer writes again, because the channel takes answers for a time only; the
    /// account's template was sent then. Null = nothing waits for that.
    /// </summary>
    public DateTimeOffset? HeldSince { get; init; }

    /// <summary>The right to deliver to the channel.</summary>
    public ChatLease? DeliveryLease { get; init; }

    /// <summary>The chat has ended, and the channel account's closing text is still to be said, if there is one.</summary>
    public bool ClosingPending { get; init; }

    /// <summary>Providers' reports of messages whose receipt was not committed yet: they overtook the answer to the send.</summary>
    public ImmutableArray<EarlyReport> EarlyReports { get; init; } = [];

    /// <summary>What operators' endpoints are still to be told of the chat, in order.</summary>
    public ImmutableArray<LifecycleEvent> Events { get; init; } = [];

    /// <summary>When the customer last wrote; some channels take answers for a day from then.</summary>
    public DateTimeOffset CustomerWroteAt { get; init; }

    /// <summary>The channel's id of what the customer last wrote; null = none, or it is too long to be kept.</summary>
    public string? CustomerWroteId { get; init; }

    /// <summary>The first upstream entry that was not yet read: the poll's cursor.</summary>
    public long NextUpstreamIndex { get; init; } = 1;

    /// <summary>The poll's cursor where the protocol has one that is no index; null = none yet.</summary>
    public string? UpstreamCursor { get; init; }

    /// <summary>The keys of the messages without an index that were read last, the newest at the end: by them a log that is read again is known.</summary>
    public ImmutableArray<string> SeenUpstream { get; init; } = [];

    /// <summary>How much of the text of the next upstream entry is in already, in UTF-16 units: a text longer than a commit comes in several.</summary>
    public int NextUpstreamOffset { get; init; }

    /// <summary>The right to send to the contact centre, or to open the chat there.</summary>
    public ChatLease? Lease { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When somebody last wrote, joined or left.</summary>
    public required DateTimeOffset LastActivityAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When an agent first wrote; null = none has.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

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
    public bool CanSend => HasUnsent && Upstream is not null && Lease is null;

    /// <summary>The chat must be opened upstream: it is open, or its customer left words behind when completing it.</summary>
    public bool NeedsUpstream => Upstream is null && (State != ChatState.Idle || (CompletePending && HasUnsent));

    /// <summary>Over for the customer and nothing is left to do: no turn is needed any more.</summary>
    public bool IsFinished => State == ChatState.Idle && !CompletePending && !ClosingPending && !HasUnsent && !HasUndelivered && NotTaken.IsEmpty
        && PendingFiles.IsEmpty && Events.IsEmpty;

    /// <summary>Where the chat is in its life.</summary>
    public ChatPhase Phase => State != ChatState.Idle ? ChatPhase.Open : IsFinished ? ChatPhase.Finished : ChatPhase.Ended;

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

    /// <summary>What it was opened with.</summary>
    public ChatOpening Opening => new(ContactCenterId, Nickname, Subject) { Endpoint = Endpoint, UserData = UserData, Channel = Channel };

    /// <summary>The same, and in its user data the key by which lifecycle events name the chat (<see cref="ChatOpening.ChatKey"/>).</summary>
    public ChatOpening KeyedOpening => Opening with
    {
        UserData = UserData.SetItem(
            ChatOpening.ChatKey, UpstreamNumber == 0 ? ChatIds.KeyOf(Id) : string.Create(CultureInfo.InvariantCulture, $"{ChatIds.KeyOf(Id)}.{UpstreamNumber}")),
    };

    /// <summary>The customer as a participant.</summary>
    public Participant Customer => Participants.FirstOrDefault(p => p.Type == ParticipantType.Customer) ?? new(Nickname, "0", ParticipantType.Customer);
}
