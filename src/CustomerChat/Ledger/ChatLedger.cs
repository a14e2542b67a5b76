using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Events;

namespace CustomerChat.Ledger;

/// <summary>
/// The only door to a chat's head: where it is loaded, decided on and committed. A caller gives a decision (a pure function, it may be taken
/// more than once) and says how fresh a head it needs. A head that was just read or written is not read again, nor are entries that were just
/// written and wait for somebody; where somebody else has changed the chat the commit conflicts, and the decision is taken again on what is
/// stored. Leases are issued here, in the commit.
/// </summary>
public sealed class ChatLedger(IChatStore store, TimeProvider time, IEventEndpoints? events = null)
{
    /// <summary>A known head that may be of any age: a commit on top of it is guarded by its version all the same.</summary>
    public static readonly TimeSpan AnyAge = TimeSpan.MaxValue;

    private const int MaxAttempts = 20;

    private readonly KnownChats _known = new();
    private readonly ChatWatches _watches = new(time);
    private readonly ImmutableArray<IEventEndpoint> _endpoints = events?.All ?? [];

    // Striped, not one a chat: bounded. Decisions on one chat follow each other here instead of conflicting in the store.
    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, 1024).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>The chat; null when there is none.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="maxAge">It is read again when what is known of it is older; zero = in any case.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public async ValueTask<Chat?> GetAsync(string chatId, TimeSpan maxAge, CancellationToken cancellationToken) =>
        (await KnowAsync(chatId, maxAge, cancellationToken)).Known?.Chat;

    /// <summary>Creates a chat; one that is there already (two found the same claim without a chat) is left as it is.</summary>
    public async Task CreateAsync(ChatChange change, CancellationToken cancellationToken)
    {
        var chat = EventRules.Note(null, change.Chat, change.Entries, [], [], _endpoints, time.GetUtcNow());
        var result = await store.CommitAsync(new ChatCommit(null, chat, change.Entries, change.Key), cancellationToken);
        if (result is CommitResult.Committed { Version: { } version })
        {
            _known.KeepCommitted(chat, version, time.GetUtcNow(), [], change.Entries);
            ChatMeasures.Take(null, chat, change.Entries);
        }
    }

    /// <summary>Entries that wait to be sent or delivered: those that this process has written are at hand, others are read.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="indexes">Which, ascending.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public async ValueTask<ImmutableArray<ChatEntry>> ReadAsync(string chatId, ImmutableArray<long> indexes, CancellationToken cancellationToken)
    {
        if (indexes.IsEmpty)
        {
            return [];
        }

        if (_known.Find(chatId) is { } known && Among(known.Waiting) is var held && held.Length == indexes.Length)
        {
            return held;
        }

        return Among(await store.ReadAsync(chatId, indexes[0], indexes[^1], cancellationToken));

        ImmutableArray<ChatEntry> Among(ImmutableArray<ChatEntry> entries) => [.. entries.Where(e => indexes.BinarySearch(e.Index) >= 0)];
    }

    /// <summary>Decides on a chat and commits the decision. One that changes nothing costs no commit.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="decide">The decision. A refusal on a head that was known before is decided again on one that is read for it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<ChangeResult> ChangeAsync(string chatId, Func<Chat, ChatDecision> decide, CancellationToken cancellationToken) =>
        ChangeAsync(chatId, [], decide, cancellationToken);

    /// <summary>Commits facts, and a decision on the head with them. The facts stay noted when the commit fails.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="facts">What has become known.</param>
    /// <param name="decide">The decision on the head with the facts.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ChangeResult> ChangeAsync(
        string chatId, ImmutableArray<ChatFact> facts, Func<Chat, ChatDecision> decide, CancellationToken cancellationToken)
    {
        _known.Note(chatId, facts);
        var gate = _gates[(uint)string.GetHashCode(chatId, StringComparison.Ordinal) % _gates.Length];
        await gate.WaitAsync(cancellationToken);
        try
        {
            return await DecideAsync(chatId, facts, decide, cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>
    /// Notes a fact that need not be stored at once: it rides on the next commit. If it is lost before, the messages upstream tell it again,
    /// or nothing comes of it but work that is done twice without harm.
    /// </summary>
    public void Note(string chatId, ChatFact fact) => _known.Note(chatId, [fact]);

    /// <summary>Whether this process has read the chat before and remembers it.</summary>
    public bool Knows(string chatId) => _known.Find(chatId) is not null;

    /// <summary>Commits what is only noted, if anything is: for when no further commit comes.</summary>
    public Task CommitNotedAsync(string chatId, CancellationToken cancellationToken) => _known.Find(chatId) is { Facts.IsEmpty: false }
        ? ChangeAsync(chatId, c => new ChatChange(c), cancellationToken)
        : Task.CompletedTask;

    /// <summary>Tells when this process commits a change of a chat. To be disposed of.</summary>
    public ChatWatch Watch(string chatId) => _watches.Add(chatId);

    /// <summary>What is known of a chat is wrong: it was erased.</summary>
    public void Forget(string chatId)
    {
        _known.Drop(chatId);
        _watches.Signal(chatId);
    }

    private async Task<ChangeResult> DecideAsync(
        string chatId, ImmutableArray<ChatFact> facts, Func<Chat, ChatDecision> decide, CancellationToken cancellationToken)
    {
        // One id for all attempts: where an attempt's answer was lost, the next one finds the lease and knows it for its own.
        var leaseId = Guid.NewGuid().ToString("N");
        var maxAge = AnyAge;
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var (known, read) = await KnowAsync(chatId, maxAge, cancellationToken);
            maxAge = AnyAge;
            if (known is null)
            {
                return new(ChangeOutcome.Gone, null);
            }

            known = known.With(facts);
            var chat = known.Chat.Apply(new ChatFact.Released(leaseId));
            var decision = decide(chat);
            if (decision is ChatDecision.Refuse refusal)
            {
                if (read)
                {
                    return new(ChangeOutcome.Refused, known.Chat, refusal.Why);
                }

                maxAge = TimeSpan.Zero;
                continue;
            }

            var change = decision as ChatChange ?? new ChatChange(chat);
            if (IsNothing(change, known, facts, isChange: decision is ChatChange))
            {
                return new(ChangeOutcome.Unchanged, known.Chat);
            }

            var lease = change.Lease is { } request ? new ChatLease(request.Renewed?.Id ?? leaseId, time.GetUtcNow() + request.For) : null;
            if (await CommitAsync(known, change, lease, cancellationToken) is { } result)
            {
                return result;
            }
        }

        throw new InvalidOperationException($"The chat changed under {MaxAttempts} attempts to change it.");
    }

    /// <summary>Facts alone are committed when the caller brought them; those that were noted before wait for a change.</summary>
    private static bool IsNothing(ChatChange change, KnownChat known, ImmutableArray<ChatFact> facts, bool isChange) =>
        (isChange || !facts.IsEmpty ? change.Chat == known.Stored && !facts.Any(f => f is ChatFact.Delivered { Receipt: not null }) : change.Chat == known.Chat)
        && change.Entries.IsEmpty && change.Key is null && change.Lease is null;

    /// <summary>Null: decide again.</summary>
    private async Task<ChangeResult?> CommitAsync(KnownChat known, ChatChange change, ChatLease? lease, CancellationToken cancellationToken)
    {
        var chatId = known.Stored.Id;
        var receipts = known.Facts.OfType<ChatFact.Delivered>().Select(d => d.Receipt).OfType<DeliveryReceipt>().Distinct().Take(ChatCommit.MaxReceipts).ToImmutableArray();
        var included = known.Facts.Where(f => f is not ChatFact.Delivered { Receipt: { } receipt } || receipts.Contains(receipt)).ToList();
        var (head, settled) = Leased(change, lease).Settle(receipts);
        head = EventRules.Note(known.Stored, head, change.Entries, included, settled, _endpoints, time.GetUtcNow());
        CommitResult result;
        try
        {
            result = await store.CommitAsync(new ChatCommit(known.Version, head, change.Entries, change.Key) { Receipts = settled }, cancellationToken);
        }
        catch
        {
            // It may be in or not: whoever comes next looks. Nobody will use the lease: it is not to be waited for.
            _known.Doubt(chatId);
            _known.Note(chatId, known.Facts);
            if (lease is not null && change.Lease!.Renewed is null)
            {
                _known.Note(chatId, [new ChatFact.Released(lease.Id)]);
            }

            throw;
        }

        switch (result)
        {
            case CommitResult.Committed committed:
                var kept = _known.KeepCommitted(head, committed.Version, time.GetUtcNow(), included, change.Entries);
                _watches.Signal(chatId);
                ChatMeasures.Take(known.Stored, head, change.Entries);
                return new(ChangeOutcome.Committed, kept.Chat, Lease: lease);
            case CommitResult.Duplicate:
                return new(ChangeOutcome.Duplicate, known.Chat);
            case CommitResult.TooLarge:
                return new(ChangeOutcome.TooLarge, known.Chat);
            default:
                Telemetry.Conflicts.Add(1);
                _known.Doubt(chatId);
                return null;
        }
    }

    private static Chat Leased(ChatChange change, ChatLease? lease) =>
        lease is null ? change.Chat
        : change.Lease!.Kind == LeaseKind.Send ? change.Chat.TakeLease(lease)
        : change.Chat with { DeliveryLease = lease };

    /// <summary>What is known of a chat, and whether it was read for this call.</summary>
    private async ValueTask<(KnownChat? Known, bool Read)> KnowAsync(string chatId, TimeSpan maxAge, CancellationToken cancellationToken)
    {
        if (maxAge > TimeSpan.Zero
            && _known.Find(chatId) is { Version: not null } known
            && (maxAge == AnyAge || time.GetUtcNow() - known.ReadAt <= maxAge))
        {
            return (known, false);
        }

        while (true)
        {
            var (readAt, ticket) = (time.GetUtcNow(), _known.NextTicket());
            if (await store.LoadAsync(chatId, cancellationToken) is not { } stored)
            {
                _known.Drop(chatId);
                return (null, true);
            }

            var before = _known.Find(chatId)?.Version;
            if (_known.KeepLoaded(stored, readAt, ticket) is { } kept)
            {
                if (before is not null && kept.Version != before)
                {
                    // Another process has changed it. Of a chat that is not known before, a finished one above all, each load would look like a change.
                    _watches.Signal(chatId);
                }

                return (kept, true);
            }
        }
    }
}
