using System.Collections.Concurrent;
using System.Collections.Immutable;
using CustomerChat.Chats;

namespace CustomerChat.Ledger;

/// <summary>
/// The chats as this process knows them: the one place where a chat is loaded, decided on and committed. A head that was
/// just read or written is not read again, nor are entries that were just written and wait for somebody; where somebody else
/// has changed the chat the commit conflicts, and the decision is taken again on what is stored.
/// </summary>
public sealed class ChatLedger(IChatStore store, TimeProvider time)
{
    /// <summary>A known head that may be of any age: a commit on top of it is guarded by its version all the same.</summary>
    public static readonly TimeSpan AnyAge = TimeSpan.MaxValue;

    private const int MaxKnown = 50_000;
    private const int MaxAttempts = 20;

    /// <summary>The most characters of a chat's waiting entries that are held; each entry counts <see cref="EntrySize"/> more.</summary>
    private const int MaxHeld = 32_768;

    private const int EntrySize = 64;

    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    // Striped, not one a chat: bounded. Decisions on one chat follow each other here instead of conflicting in the store.
    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, 1024).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>The chat, read again when what is known of it is older than <paramref name="maxAge"/>; null when there is none.</summary>
    public async ValueTask<Chat?> GetAsync(string chatId, TimeSpan maxAge, CancellationToken cancellationToken) =>
        (await KnowAsync(chatId, maxAge, cancellationToken))?.Chat;

    /// <summary>Creates a chat; one that is there already (two found the same claim without a chat) is left as it is.</summary>
    public async Task CreateAsync(ChatChange change, CancellationToken cancellationToken)
    {
        var result = await store.CommitAsync(new ChatCommit(null, change.Chat, change.Entries, change.Key), cancellationToken);
        if (result is CommitResult.Committed committed && !_known.ContainsKey(change.Chat.Id))
        {
            Keep(change.Chat, committed.Version, [], change.Entries);
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

        if (_known.TryGetValue(chatId, out var known))
        {
            var held = Among(known.Waiting, indexes);
            if (held.Length == indexes.Length)
            {
                return held;
            }
        }

        return Among(await store.ReadAsync(chatId, indexes[0], indexes[^1], cancellationToken), indexes);

        static ImmutableArray<ChatEntry> Among(ImmutableArray<ChatEntry> entries, ImmutableArray<long> indexes) =>
            [.. entries.Where(e => indexes.BinarySearch(e.Index) >= 0)];
    }

    /// <summary>
    /// Decides on a chat and commits the decision, again and again while somebody else is faster. A decision that changes
    /// nothing costs no commit.
    /// </summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="decide">The decision: pure, it may be taken more than once. Null = nothing is to be changed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ChangeResult> ChangeAsync(string chatId, Func<Chat, ChatChange?> decide, CancellationToken cancellationToken)
    {
        var gate = _gates[(uint)string.GetHashCode(chatId, StringComparison.Ordinal) % _gates.Length];
        await gate.WaitAsync(cancellationToken);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                if (await KnowAsync(chatId, AnyAge, cancellationToken) is not { } known)
                {
                    return new ChangeResult(null, Changed: false, Duplicate: false);
                }

                if (decide(known.Chat) is not { } change || (change.Chat == known.Stored && change.Entries.IsEmpty && change.Receipt is null))
                {
                    return new ChangeResult(known.Chat, Changed: false, Duplicate: false);
                }

                switch (await CommitAsync(known, change, cancellationToken))
                {
                    case CommitResult.Committed committed:
                        Keep(change.Chat, committed.Version, known.Facts, change.Entries);
                        return new ChangeResult(change.Chat, Changed: true, Duplicate: false);
                    case CommitResult.Duplicate:
                        return new ChangeResult(known.Chat, Changed: false, Duplicate: true);
                    case CommitResult.Conflict when attempt < MaxAttempts:
                        Telemetry.Conflicts.Add(1);
                        Doubt(chatId);
                        break;
                    default:
                        throw new InvalidOperationException($"The chat changed under {MaxAttempts} attempts to change it.");
                }
            }
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>
    /// Notes a fact about a chat that need not be stored at once: it rides on the next commit. If it is lost before, the
    /// messages upstream tell it again.
    /// </summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="fact">From a head to the head with the fact; applied to whatever the head is by then, more than once if need be.</param>
    public void Note(string chatId, Func<Chat, Chat> fact)
    {
        while (_known.TryGetValue(chatId, out var known)
            && !_known.TryUpdate(chatId, known with { Chat = fact(known.Chat), Facts = known.Facts.Add(fact) }, known))
        {
        }
    }

    public void Forget(string chatId) => _known.TryRemove(chatId, out _);

    private async Task<CommitResult> CommitAsync(Known known, ChatChange change, CancellationToken cancellationToken)
    {
        try
        {
            return await store.CommitAsync(new ChatCommit(known.Version, change.Chat, change.Entries, change.Key, change.Receipt), cancellationToken);
        }
        catch
        {
            // It may be in or not: whoever comes next looks.
            Doubt(known.Chat.Id);
            throw;
        }
    }

    private async ValueTask<Known?> KnowAsync(string chatId, TimeSpan maxAge, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_known.TryGetValue(chatId, out var known) && known.Version is not null && (maxAge == AnyAge || now - known.ReadAt <= maxAge))
        {
            return known;
        }

        if (await store.LoadAsync(chatId, cancellationToken) is not { } stored)
        {
            Forget(chatId);
            return null;
        }

        return Keep(stored.Chat, stored.Version, [], []);
    }

    /// <summary>The version is not to be relied on; what was noted stays true.</summary>
    private void Doubt(string chatId)
    {
        while (_known.TryGetValue(chatId, out var known) && !_known.TryUpdate(chatId, known with { Version = null }, known))
        {
        }
    }

    /// <summary>Keeps a head as stored, with the facts noted on top of what was known before, but for those that are in it.</summary>
    /// <param name="stored">The head.</param>
    /// <param name="version">Its version.</param>
    /// <param name="included">The facts that are in it.</param>
    /// <param name="written">The entries that were written with it.</param>
    private Known Keep(Chat stored, string version, ImmutableList<Func<Chat, Chat>> included, ImmutableArray<ChatEntry> written)
    {
        var now = time.GetUtcNow();
        if (stored.IsFinished)
        {
            Forget(stored.Id);
            return New([], []);
        }

        Shrink();
        return _known.AddOrUpdate(
            stored.Id, _ => New([], written), (_, known) => New(known.Facts.RemoveRange(included), known.Waiting.AddRange(written)));

        Known New(ImmutableList<Func<Chat, Chat>> facts, ImmutableArray<ChatEntry> entries) =>
            new(facts.Aggregate(stored, (chat, fact) => fact(chat)), stored, version, now, facts, Waiting(stored, entries));
    }

    /// <summary>What is worth holding: none when it is too much, as when a contact centre is down for long.</summary>
    private static ImmutableArray<ChatEntry> Waiting(Chat chat, ImmutableArray<ChatEntry> entries)
    {
        var waiting = entries.RemoveAll(e => !chat.Waits(e.Index));
        return waiting.Sum(e => EntrySize + (e.Text?.Length ?? 0)) > MaxHeld ? [] : waiting;
    }

    private void Shrink()
    {
        if (_known.Count < MaxKnown)
        {
            return;
        }

        foreach (var (id, _) in _known.OrderBy(k => k.Value.ReadAt).Take(MaxKnown / 10))
        {
            Forget(id);
        }
    }

    /// <param name="Chat">The head with what was noted since.</param>
    /// <param name="Stored">The head as it is stored.</param>
    /// <param name="Version">Its version there; null = no longer to be relied on.</param>
    /// <param name="ReadAt">When it was read or written.</param>
    /// <param name="Facts">What was noted on top of <paramref name="Stored"/>.</param>
    /// <param name="Waiting">Entries that this process wrote, and that wait to be sent or delivered.</param>
    private sealed record Known(
        Chat Chat, Chat Stored, string? Version, DateTimeOffset ReadAt, ImmutableList<Func<Chat, Chat>> Facts, ImmutableArray<ChatEntry> Waiting);
}
