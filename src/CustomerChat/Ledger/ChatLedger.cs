using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Events;

namespace CustomerChat.Ledger;

/// <summary>
/// The only way to a chat's head: the ledger loads it, asks for a decision, and commits. A caller gives a decision (a pure function; it may
/// be called more than once) and says how fresh the head must be. A head that was just read or written is not read again. Entries that were
/// just written and still wait are not read again either. If another process has changed the chat, the commit conflicts, and the decision
/// is made again on the stored head. The ledger issues leases in the commit.
/// </summary>
public sealed class ChatLedger(IChatStore store, TimeProvider time, IEventEndpoints? events = null)
{
    /// <summary>The known head may be of any age. A commit on top of it is still guarded by its version.</summary>
    public static readonly TimeSpan AnyAge = TimeSpan.MaxValue;

    private const int MaxAttempts = 20;

    private readonly KnownChats _known = new();
    private readonly ChatWatches _watches = new(time);
    private readonly ImmutableArray<IEventEndpoint> _endpoints = events?.All ?? [];

    // A fixed number of gates, not one for each chat, so their number is limited. Decisions on one chat wait for each other here instead of
    // conflicting in the store.
    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, 1024).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Gets a chat; null = it does not exist.</summary>
    /// <param name="maxAge">The chat is read again if what this process knows of it is older. Zero = it is always read.</param>
    public async ValueTask<Chat?> GetAsync(string chatId, TimeSpan maxAge, CancellationToken cancellationToken) =>
        (await KnowAsync(chatId, maxAge, cancellationToken)).Known?.Chat;

    /// <summary>Creates a chat. If the chat exists already, it stays as it is: two processes may find the same claim without a chat.</summary>
    public async Task CreateAsync(ChatChange change, CancellationToken cancellationToken)
    {
        var chat = EventRules.Note(null, change.Chat, change.Entries, [], [], _endpoints, time.GetUtcNow());
        await AloneAsync(chat.Id, CommitAsync, cancellationToken);

        async Task<CommitResult> CommitAsync()
        {
            var result = await store.CommitAsync(new ChatCommit(null, chat, change.Entries, change.Key), cancellationToken);
            if (result is CommitResult.Committed { Version: { } version })
            {
                _known.KeepCommitted(chat, version, time.GetUtcNow(), [], change.Entries);
                ChatMeasures.Take(null, chat, change.Entries);
            }

            return result;
        }
    }

    /// <summary>Gets entries that wait to be sent or delivered. Entries that this process wrote are in memory; others are read from the store.</summary>
    /// <param name="indexes">The indexes of the entries, in ascending order.</param>
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

    /// <summary>Makes a decision on a chat and commits it. A decision that changes nothing needs no commit.</summary>
    /// <param name="decide">The decision. If it refuses on a head that was known before, it is made again on a head that is read for it.</param>
    public Task<ChangeResult> ChangeAsync(string chatId, Func<Chat, ChatDecision> decide, CancellationToken cancellationToken) =>
        ChangeAsync(chatId, [], decide, cancellationToken);

    /// <summary>Commits facts, together with a decision on the head that includes them. If the commit fails, the facts stay noted.</summary>
    /// <param name="facts">The facts.</param>
    /// <param name="decide">The decision on the head that includes the facts.</param>
    public async Task<ChangeResult> ChangeAsync(
        string chatId, ImmutableArray<ChatFact> facts, Func<Chat, ChatDecision> decide, CancellationToken cancellationToken)
    {
        _known.Note(chatId, facts);
        return await AloneAsync(chatId, () => DecideAsync(chatId, facts, decide, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Notes a fact that need not be stored at once: the next commit stores it. If the fact is lost before that, a read of the contact
    /// centre's messages shows it again, or the only result is that some work is done twice without harm.
    /// </summary>
    public void Note(string chatId, ChatFact fact) => _known.Note(chatId, [fact]);

    /// <summary>Whether this process remembers the chat.</summary>
    public bool Knows(string chatId) => _known.Find(chatId) is not null;

    /// <summary>Commits the facts that are only noted, if there are any. It is called when no other commit will follow.</summary>
    public Task CommitNotedAsync(string chatId, CancellationToken cancellationToken) => _known.Find(chatId) is { Facts.IsEmpty: false }
        ? ChangeAsync(chatId, c => new ChatChange(c), cancellationToken)
        : Task.CompletedTask;

    /// <summary>Creates a watch that tells when this process commits or reads a change of a chat. The caller must dispose it.</summary>
    public ChatWatch Watch(string chatId) => _watches.Add(chatId);

    /// <summary>Forgets a chat that was erased.</summary>
    public void Forget(string chatId)
    {
        _known.Drop(chatId);
        _watches.Signal(chatId);
    }

    /// <summary>Commits of this process on one chat wait for each other here.</summary>
    private async Task<T> AloneAsync<T>(string chatId, Func<Task<T>> commit, CancellationToken cancellationToken)
    {
        var gate = _gates[(uint)string.GetHashCode(chatId, StringComparison.Ordinal) % _gates.Length];
        await gate.WaitAsync(cancellationToken);
        try
        {
            return await commit();
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<ChangeResult> DecideAsync(
        string chatId, ImmutableArray<ChatFact> facts, Func<Chat, ChatDecision> decide, CancellationToken cancellationToken)
    {
        // All attempts use one lease id: if the answer of an attempt was lost, the next attempt finds the lease and recognises it as its
        // own.
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
                    return refusal.Key is { } key && await store.FindKeyAsync(chatId, key, cancellationToken) is not null
                        ? new(ChangeOutcome.Duplicate, known.Chat)
                        : new(ChangeOutcome.Refused, known.Chat, refusal.Why);
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

        throw new InvalidOperationException($"The chat changed during each of {MaxAttempts} attempts to change it.");
    }

    /// <summary>
    /// Whether no commit is needed. Facts alone are committed only if the caller brought them; facts that were noted before wait for a
    /// change.
    /// </summary>
    private static bool IsNothing(ChatChange change, KnownChat known, ImmutableArray<ChatFact> facts, bool isChange) =>
        (isChange || !facts.IsEmpty ? change.Chat == known.Stored && !facts.Any(f => f is ChatFact.Delivered { Receipt: not null }) : change.Chat == known.Chat)
        && change.Entries.IsEmpty && change.Key is null && change.Lease is null;

    /// <summary>Commits a change. Null: the decision must be made again.</summary>
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
            // The commit may have succeeded or not: the next caller reads the head. The lease will not be used, so nobody needs to wait for
            // it.
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

    /// <summary>What this process knows of a chat, and whether it was read for this call.</summary>
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
                    // Another process changed the chat. If the chat was not known before, nothing is signalled: otherwise each load of an
                    // unknown chat, such as a finished one, would look like a change.
                    _watches.Signal(chatId);
                }

                return (kept, true);
            }
        }
    }
}
