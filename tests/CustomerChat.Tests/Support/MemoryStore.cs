using System.Collections.Immutable;
using System.Globalization;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Intake;
using CustomerChat.Ledger;
using CustomerChat.Operating;

namespace CustomerChat.Tests.Support;

/// <summary>
/// The store's contract in memory, with a point before and after every call at which a test may let the process die, and
/// with the invariants of every commit checked.
/// </summary>
internal sealed class MemoryStore : IChatStore, IChatIndex, IDeadLetters, IConversations
{
    private readonly Dictionary<string, (Chat Head, long Version)> _heads = [];
    private readonly Dictionary<string, List<ChatEntry>> _entries = [];
    private readonly Dictionary<string, long> _keys = [];
    private readonly Dictionary<string, long> _cursors = [];
    private readonly Dictionary<ChannelAddress, Conversation> _conversations = [];
    private readonly Dictionary<ChannelAddress, ChannelAddress> _sameAs = [];
    private readonly Dictionary<string, long> _deliveries = [];

    /// <summary>Called before and after every effect; throws to let the process die there.</summary>
    public Action<string> At { get; set; } = _ => { };

    /// <summary>Called before a head is read; false: it was not there yet when it was looked for.</summary>
    public Func<Task<bool>> AtLoad { get; set; } = () => Task.FromResult(true);

    public HashSet<string> Open { get; } = [];

    public List<DeadLetter> Letters { get; } = [];

    public int Commits { get; private set; }

    public Chat Head(string chatId) => _heads[chatId].Head;

    public IReadOnlyList<ChatEntry> Entries(string chatId) => _entries.GetValueOrDefault(chatId) ?? [];

    /// <summary>How often a head was read.</summary>
    public int Loads { get; private set; }

    public async Task<StoredChat?> LoadAsync(string chatId, CancellationToken cancellationToken) =>
        ++Loads > 0 && await AtLoad() && _heads.TryGetValue(chatId, out var head) ? new StoredChat(head.Head, Text(head.Version)) : null;

    public Task<CommitResult> CommitAsync(ChatCommit commit, CancellationToken cancellationToken)
    {
        At("before commit");
        var result = Commit(commit);
        At("after commit");
        return Task.FromResult(result);
    }

    /// <summary>How often entries were read.</summary>
    public int Reads { get; private set; }

    public Task<ImmutableArray<ChatEntry>> ReadAsync(string chatId, long from, long through, CancellationToken cancellationToken)
    {
        Reads++;
        return Task.FromResult(Entries(chatId).Where(e => e.Index >= from && e.Index <= through).ToImmutableArray());
    }

    public Task<long?> FindKeyAsync(string chatId, string key, CancellationToken cancellationToken) =>
        Task.FromResult<long?>(_keys.TryGetValue($"{chatId}|{key}", out var index) ? index : null);

    public Task<long?> FindDeliveryAsync(string chatId, string providerId, CancellationToken cancellationToken) =>
        Task.FromResult<long?>(_deliveries.TryGetValue($"{chatId}|{providerId}", out var index) ? index : null);

    public Task<bool> ReportAsync(string chatId, string providerId, DeliveryStatus status, string? error, CancellationToken cancellationToken)
    {
        if (!_deliveries.TryGetValue($"{chatId}|{providerId}", out var index))
        {
            return Task.FromResult(false);
        }

        var entries = _entries[chatId];
        var entry = entries[(int)index - 1];
        if (entry.Receipt is { } known && known.Status.IsFollowedBy(status))
        {
            entries[(int)index - 1] = entry with { Receipt = known with { Status = status, Error = error } };
        }

        return Task.FromResult(true);
    }

    public Task<ChatCursor> GetCursorAsync(string chatId, CancellationToken cancellationToken) =>
        Task.FromResult(_cursors.TryGetValue(chatId, out var through) ? new ChatCursor(through, Text(through)) : default);

    public async Task<bool> TryMoveCursorAsync(string chatId, ChatCursor from, long through, CancellationToken cancellationToken)
    {
        if (await GetCursorAsync(chatId, cancellationToken) != from)
        {
            return false;
        }

        _cursors[chatId] = through;
        return true;
    }

    public int ShardOf(string chatId) => 0;

    public Task AddAsync(Chat chat, CancellationToken cancellationToken)
    {
        Open.Add(chat.Id);
        return Task.CompletedTask;
    }

    public Task EndAsync(Chat chat, CancellationToken cancellationToken) => RemoveAsync(chat.Id, cancellationToken);

    public Task RemoveAsync(string chatId, CancellationToken cancellationToken)
    {
        Open.Remove(chatId);
        return Task.CompletedTask;
    }

    public Task GiveSignOfLifeAsync(string chatId, DateTimeOffset at, CancellationToken cancellationToken) => Task.CompletedTask;

    public async IAsyncEnumerable<OpenChat> ListOpenAsync(int shard, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var chatId in Open)
        {
            yield return new OpenChat(chatId, _heads[chatId].Head.OpenedAt, null);
        }
    }

    public Task AddAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        Letters.RemoveAll(l => (l.ChatId, l.Index, l.ToContactCenter) == (letter.ChatId, letter.Index, letter.ToContactCenter));
        Letters.Add(letter);
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<DeadLetter> ListAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var letter in Letters)
        {
            yield return letter;
        }
    }

    public Task<DeadLetter?> FindAsync(string id, CancellationToken cancellationToken) => Task.FromResult(Letters.Find(l => l.Id == id));

    public Task RemoveAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        Letters.Remove(letter);
        return Task.CompletedTask;
    }

    public string Key(ChannelAddress address) => address.Address;

    public Task<Conversation> FindAsync(ChannelAddress address, CancellationToken cancellationToken) =>
        Task.FromResult(_conversations.GetValueOrDefault(_sameAs.GetValueOrDefault(address, address), Conversation.None));

    public Task<bool> TryJoinAsync(
        ImmutableArray<ChannelAddress> addresses,
        IReadOnlyCollection<Conversation> found,
        ImmutableArray<ChannelAddress> former,
        ImmutableArray<string> chats,
        CancellationToken cancellationToken)
    {
        var own = addresses[0];
        var aliases = addresses.Select(Key).Concat(found.Where(c => !c.IsFormer).SelectMany(c => c.Aliases.Add(c.Key!)))
            .Except(former.Select(Key)).Where(k => k != Key(own)).Distinct().ToImmutableArray();
        _sameAs.Remove(own);
        _conversations[own] = new Conversation(chats, Guid.NewGuid().ToString())
        {
            Key = Key(own), Aliases = aliases, Former = [.. found.SelectMany(c => c.Former).Concat(former.Select(Key)).Distinct()],
        };
        foreach (var alias in aliases.Select(a => own with { Address = a }))
        {
            _conversations.Remove(alias);
            _sameAs[alias] = own;
        }

        foreach (var address in former)
        {
            _sameAs.Remove(address);
            _conversations[address] = new Conversation(chats, Guid.NewGuid().ToString()) { Key = Key(address), IsFormer = true };
        }

        return Task.FromResult(true);
    }

    public Task<bool> TryClaimAsync(ChannelAddress address, Conversation found, string chatId, CancellationToken cancellationToken)
    {
        At("before claim");
        address = _sameAs.GetValueOrDefault(address, address);
        if (_conversations.GetValueOrDefault(address, Conversation.None).Version != found.Version)
        {
            return Task.FromResult(false);
        }

        _conversations[address] = found with
        {
            Chats = [chatId, .. found.Chats.Take(Conversation.Remembered - 1)], Version = Guid.NewGuid().ToString(), Key = Key(address), IsFormer = false,
        };
        At("after claim");
        return Task.FromResult(true);
    }

    private static string Text(long version) => version.ToString(CultureInfo.InvariantCulture);

    private CommitResult Commit(ChatCommit commit)
    {
        var id = commit.Chat.Id;
        if (commit.Basis is null ? _heads.ContainsKey(id) : Text(_heads[id].Version) != commit.Basis)
        {
            return new CommitResult.Conflict();
        }

        if (commit.Key is { } key && !_keys.TryAdd($"{id}|{key}", commit.Entries is [var first, ..] ? first.Index : 0))
        {
            return new CommitResult.Duplicate();
        }

        Assert.True(commit.Entries.Length <= IChatStore.MaxEntries);
        var entries = _entries.TryGetValue(id, out var known) ? known : _entries[id] = [];
        foreach (var entry in commit.Entries)
        {
            Assert.Equal(entries.Count + 1, entry.Index);
            entries.Add(entry);
        }

        if (commit.Receipt is { } receipt)
        {
            entries[(int)receipt.Index - 1] = entries[(int)receipt.Index - 1] with { Receipt = receipt };
            if (receipt.ProviderId is { } providerId)
            {
                _deliveries[$"{id}|{providerId}"] = receipt.Index;
            }
        }

        Assert.Equal(entries.Count + 1, commit.Chat.NextIndex);
        if (_heads.TryGetValue(id, out var before))
        {
            AssertForward(before.Head, commit.Chat);
        }

        Commits++;
        _heads[id] = (commit.Chat, before.Version + 1);
        return new CommitResult.Committed(Text(before.Version + 1));
    }

    private static void AssertForward(Chat before, Chat after)
    {
        Assert.True(after.SentThrough >= before.SentThrough, "SentThrough went back");
        Assert.True(after.EchoedThrough >= before.EchoedThrough, "EchoedThrough went back");
        Assert.True(after.DeliveredThrough >= before.DeliveredThrough, "DeliveredThrough went back");
        Assert.True(after.NextUpstreamIndex >= before.NextUpstreamIndex, "NextUpstreamIndex went back");
        Assert.True(after.AttemptedThrough >= before.AttemptedThrough, "AttemptedThrough went back");
        Assert.True(before.State != ChatState.Idle || after.State == ChatState.Idle, "an ended chat was opened again");
    }
}
