using System.Collections.Immutable;
using System.Globalization;
using CustomerChat.Events;

namespace CustomerChat.Chats;

/// <summary>
/// A chat: the head of its transcript, with the watermarks. A chat is immutable; every rule is a pure function from one chat to the next.
/// The entries after a watermark are pending. A watermark never goes back, with two exceptions: <see cref="SentThrough"/>, if the contact
/// centre put an entry after its end, and the watermarks of a contact centre that hands the chat over, which begin again at the next one.
/// </summary>
public sealed partial record Chat
{
    /// <summary>The most customer's entries without an echo that a chat may hold. When there are more, the contact centre must first catch up.</summary>
    public const int MaxUnechoed = 1_000;

    public required string Id { get; init; }

    public required string ContactCenterId { get; init; }

    public required string Nickname { get; init; }

    public required string Subject { get; init; }

    /// <inheritdoc cref="ChatOpening.Endpoint"/>
    public string? Endpoint { get; init; }

    /// <inheritdoc cref="ChatOpening.IsMessage"/>
    public bool IsMessage { get; init; }

    /// <summary>A left message that no agent has answered. A bot's words before a hand-over are no answer.</summary>
    public bool IsUnansweredMessage => IsMessage && (AnsweredAt is null || AnsweredAt < HandedOverAt);

    /// <inheritdoc cref="ChatOpening.UserData"/>
    public ImmutableSortedDictionary<string, string> UserData { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <inheritdoc cref="ChatOpening.Channel"/>
    public ChannelAddress? Channel { get; init; }

    public ChatState State { get; init; }

    /// <summary>Null until <see cref="State"/> is <see cref="ChatState.Idle"/>.</summary>
    public EndReason? EndReason { get; init; }

    public ImmutableArray<Participant> Participants { get; init; } = [];

    /// <summary>The handle of the chat at the contact centre; null until the chat is opened there.</summary>
    public UpstreamHandle? Upstream { get; init; }

    /// <summary>How often the chat was handed over to another contact centre. The number tells its upstream chats apart: 0 is the first one.</summary>
    public int UpstreamNumber { get; init; }

    /// <summary>
    /// What the contact centre gave before the opening, so that the opening can be repeated; null = nothing. See <see
    /// cref="ChatFact.Reserved"/>.
    /// </summary>
    public UpstreamHandle? Reserved { get; init; }

    /// <summary>The contact centre must still be told that the customer's side has left.</summary>
    public bool CompletePending { get; init; }

    /// <summary>The index that the next entry gets.</summary>
    public long NextIndex { get; init; } = 1;

    /// <summary>The contact centre has all of the customer's entries up to this index.</summary>
    public long SentThrough { get; init; }

    /// <summary>A process has held a lease to send the entries up to this index: they may have been sent.</summary>
    public long AttemptedThrough { get; init; }

    /// <summary>The customer's entries that the relay has not yet seen in the contact centre's messages, in order.</summary>
    public ImmutableArray<long> Unechoed { get; init; } = [];

    /// <summary>The customer's entries that are kept but will not be sent. Each is still to become a dead letter.</summary>
    public ImmutableArray<long> NotTaken { get; init; } = [];

    /// <summary>The customer was told that a message was not accepted. The customer is told only once in a chat.</summary>
    public bool NotTakenTold { get; init; }

    /// <summary>The channel has all entries up to this index that it is to get.</summary>
    public long DeliveredThrough { get; init; }

    /// <summary>How many parts of the entry after <see cref="DeliveredThrough"/> the channel has. A long text goes out in several parts.</summary>
    public int DeliveredParts { get; init; }

    /// <summary>How many tries to deliver the next part have failed.</summary>
    public int DeliveryAttempts { get; init; }

    /// <summary>The next part is not tried before this time; null = it may be tried now.</summary>
    public DateTimeOffset? DeliverAfter { get; init; }

    /// <summary>
    /// Since when everything for the channel waits until the customer writes again, because the channel accepts answers only for some time.
    /// The account's template was sent at that time. Null = nothing waits for the customer.
    /// </summary>
    public DateTimeOffset? HeldSince { get; init; }

    /// <summary>The lease to deliver to the channel; null = nobody holds it.</summary>
    public ChatLease? DeliveryLease { get; init; }

    /// <summary>The chat has ended, and the closing text of the channel account is still to be said, if there is one.</summary>
    public bool ClosingPending { get; init; }

    /// <summary>Providers' reports about messages whose receipt is not committed yet: the report came before the answer to the send was committed.</summary>
    public ImmutableArray<EarlyReport> EarlyReports { get; init; } = [];

    /// <summary>The lifecycle events that operators' endpoints have not got yet, in order.</summary>
    public ImmutableArray<LifecycleEvent> Events { get; init; } = [];

    /// <summary>When the customer last wrote. Some channels accept answers for a day from then.</summary>
    public DateTimeOffset CustomerWroteAt { get; init; }

    /// <summary>The channel's id of the customer's last message; null = there is none, or it is too long to be kept.</summary>
    public string? CustomerWroteId { get; init; }

    /// <summary>The index of the first message at the contact centre that was not read yet. It is the poll's cursor.</summary>
    public long NextUpstreamIndex { get; init; } = 1;

    /// <summary>The poll's cursor for protocols whose cursor is not an index; null = there is none yet.</summary>
    public string? UpstreamCursor { get; init; }

    /// <summary>
    /// The keys of the last messages without an index that were read, the newest at the end. They show whether a log is the one that was
    /// read before.
    /// </summary>
    public ImmutableArray<string> SeenUpstream { get; init; } = [];

    /// <summary>
    /// How much of the text of the next message at the contact centre has been taken in, in UTF-16 units. A text that is longer than a
    /// commit comes in several pieces.
    /// </summary>
    public int NextUpstreamOffset { get; init; }

    /// <summary>The lease to send to the contact centre, or to open the chat there; null = nobody holds it.</summary>
    public ChatLease? Lease { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When a participant last wrote, joined or left.</summary>
    public required DateTimeOffset LastActivityAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When an agent first wrote; null = no agent has written.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>All of the customer's entries up to this index were seen in the contact centre's messages.</summary>
    public long EchoedThrough => Unechoed.IsEmpty ? NextIndex - 1 : Unechoed[0] - 1;

    /// <summary>The index of the last entry; 0 while there is none.</summary>
    public long LastIndex => NextIndex - 1;

    public bool HasUnsent => !Unechoed.IsEmpty && Unechoed[^1] > SentThrough;

    /// <summary>The customer's entries that the contact centre has not confirmed, in order.</summary>
    public ImmutableArray<long> Unsent => Unechoed.RemoveAll(i => i <= SentThrough);

    /// <summary>The entries that the channel does not have yet, in order.</summary>
    public ImmutableArray<long> Undelivered => HasUndelivered ? [.. Enumerable.Sequence(DeliveredThrough + 1, LastIndex, 1)] : [];

    /// <summary>Whether the contact centre or the channel is still to get the entry.</summary>
    public bool Waits(long index) =>
        (index > SentThrough && Unechoed.BinarySearch(index) >= 0) || (Channel is not null && index > DeliveredThrough);

    /// <summary>Whether entries may be sent: some wait, the chat is open at the contact centre, and no lease to send is held or in doubt.</summary>
    public bool CanSend => HasUnsent && Upstream is not null && Lease is null;

    /// <summary>
    /// Whether the chat must be opened at the contact centre: it is open, or its customer completed it and left entries that are not sent
    /// yet.
    /// </summary>
    public bool NeedsUpstream => Upstream is null && (State != ChatState.Idle || (CompletePending && HasUnsent));

    /// <summary>The chat is over for the customer and no work is left: no further turn is needed.</summary>
    public bool IsFinished => State == ChatState.Idle && !CompletePending && !ClosingPending && !HasUnsent && !HasUndelivered && NotTaken.IsEmpty
        && PendingFiles.IsEmpty && Events.IsEmpty;

    /// <summary>Which phase of its life the chat is in.</summary>
    public ChatPhase Phase => State != ChatState.Idle ? ChatPhase.Open : IsFinished ? ChatPhase.Finished : ChatPhase.Ended;

    /// <summary>Whether the channel lacks some of the entries.</summary>
    public bool HasUndelivered => Channel is not null && DeliveredThrough < LastIndex;

    public static Chat Open(string id, ChatOpening opening, DateTimeOffset now) => new()
    {
        Id = id,
        ContactCenterId = opening.ContactCenterId,
        Nickname = opening.Nickname,
        Subject = opening.Subject,
        Endpoint = opening.Endpoint,
        IsMessage = opening.IsMessage,
        UserData = opening.UserData,
        Channel = opening.Channel,
        Participants = [new Participant(opening.Nickname, "0", ParticipantType.Customer)],
        OpenedAt = now,
        LastActivityAt = now,
        CustomerWroteAt = now,
    };

    /// <summary>What the chat was opened with.</summary>
    public ChatOpening Opening => new(ContactCenterId, Nickname, Subject) { Endpoint = Endpoint, UserData = UserData, IsMessage = IsMessage, Channel = Channel };

    /// <summary>
    /// The same as <see cref="Opening"/>, with the key in its user data by which lifecycle events name the chat (<see
    /// cref="ChatOpening.ChatKey"/>).
    /// </summary>
    public ChatOpening KeyedOpening => Opening with
    {
        UserData = UserData.SetItem(
            ChatOpening.ChatKey, UpstreamNumber == 0 ? ChatIds.KeyOf(Id) : string.Create(CultureInfo.InvariantCulture, $"{ChatIds.KeyOf(Id)}.{UpstreamNumber}")),
    };

    /// <summary>The customer as a participant.</summary>
    public Participant Customer => Participants.FirstOrDefault(p => p.Type == ParticipantType.Customer) ?? new(Nickname, "0", ParticipantType.Customer);
}
