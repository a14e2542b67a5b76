using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Intake;
using CustomerChat.Ledger;
using CustomerChat.Operating;

namespace CustomerChat.Tests.Support;

/// <summary>
/// The store's contract in memory, with a point before and after every call at which a test may let the process die, let somebody else go
/// first or lose the answer, and with the invariants of every commit checked.
/// </summary>
internal sealed class MemoryStore : IChatStore, IChatIndex, IChatCatalog, IDeadLetters, IConversations, IAccountFaults
{
    private readonly Dictionary<string, (Chat? Head, Tombstone? Tombstone, long Version)> _heads = [];
    private readonly Dictionary<string, List<ChatEntry>> _entries = [];
    private readonly Dictionary<(string ChatId, string Key), long> _keys = [];
    private readonly Dictionary<(string ChatId, string ProviderId), long> _providerIds = [];
    private readonly Dictionary<string, long> _cursors = [];
    private readonly Dictionary<ChannelAddress, Conversation> _conversations = [];
    private readonly Dictionary<ChannelAddress, ChannelAddress> _sameAs = [];
    private readonly Dictionary<string, Chat> _ended = [];
    private readonly Dictionary<string, ChannelAddress> _addresses = [];
    private readonly Lock _lock = new();
    private long _version;

    /// <summary>Called before and after every effect; throws to let the process die there, or to lose the answer.</summary>
    public Action<string> At { get; set; } = _ => { };

    /// <summary>Called before a head is read; false: it was not there yet when it was looked for.</summary>
    public Func<Task<bool>> AtLoad { get; set; } = () => Task.FromResult(true);

    /// <summary>Awaited after a head was read, before it is given out: a slow answer.</summary>
    public Func<Task> AfterLoad { get; set; } = () => Task.CompletedTask;

    /// <summary>The most bytes of a commit's entries, as a storage would refuse it that is smaller than it says.</summary>
    public int MaxBytes { get; set; } = int.MaxValue;

    public HashSet<string> Open { get; } = [];

    public List<DeadLetter> Letters { get; } = [];

    public Dictionary<(string Channel, string Account), AccountFault> Faults { get; } = [];

    public int Commits { get; private set; }

    /// <summary>Every chat that was created and not erased.</summary>
    public IEnumerable<string> Chats => _heads.Where(h => h.Value.Head is not null).Select(h => h.Key);

    /// <summary>Chats whose erasing was begun and not finished.</summary>
    public IEnumerable<string> Tombstones => _heads.Where(h => h.Value.Tombstone is not null).Select(h => h.Key);

    /// <summary>The chats that conversations know: what came for them is recognised when it comes again.</summary>
    public IEnumerable<string> Remembered => _conversations.Values.SelectMany(c => c.Chats);

    public Chat Head(string chatId) => _heads[chatId].Head!;

    public IReadOnlyList<ChatEntry> Entries(string chatId) => _entries.GetValueOrDefault(chatId) ?? [];

    /// <summary>How many rows of all tables name a chat.</summary>
    public int RowsOf(string chatId) =>
        (_heads.ContainsKey(chatId) ? 1 : 0) + Entries(chatId).Count + _keys.Keys.Count(k => k.ChatId == chatId) + _providerIds.Keys.Count(k => k.ChatId == chatId)
        + (_cursors.ContainsKey(chatId) ? 1 : 0) + _conversations.Values.Count(c => c.Chats.Contains(chatId)) + (_ended.ContainsKey(chatId) ? 1 : 0)
        + (Open.Contains(chatId) ? 1 : 0) + (_addresses.ContainsKey(chatId) ? 1 : 0) + Letters.Count(l => l.ChatId == chatId);

    /// <summary>How often a head was read.</summary>
    public int Loads { get; private set; }

    /// <summary>How often entries were read.</summary>
    public int Reads { get; private set; }

    public async Task<StoredChat?> LoadAsync(string chatId, CancellationToken cancellationToken)
    {
        At("before load");
        var isThere = await AtLoad();
        StoredChat? stored;
        lock (_lock)
        {
            Loads++;
            stored = isThere && _heads.TryGetValue(chatId, out var head) && head.Head is not null ? new StoredChat(head.Head, Text(head.Version)) : null;
        }

        await AfterLoad();
        At("after load");
        return stored;
    }

    public Task<CommitResult> CommitAsync(ChatCommit commit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return RunAsync("commit", () => Commit(commit));
    }

    public Task<ImmutableArray<ChatEntry>> ReadAsync(string chatId, long from, long through, CancellationToken cancellationToken) =>
        RunAsync("read", () =>
        {
            Reads++;
            return Entries(chatId).Where(e => e.Index >= from && e.Index <= through).ToImmutableArray();
        });

    public Task<long?> FindKeyAsync(string chatId, string key, CancellationToken cancellationToken) =>
        RunAsync("find key", () => _keys.TryGetValue((chatId, key), out var index) ? index : default(long?));

    public Task<long?> FindDeliveryAsync(string chatId, string providerId, CancellationToken cancellationToken) =>
        RunAsync("find delivery", () => _providerIds.TryGetValue((chatId, providerId), out var index) ? index : default(long?));

    public Task<bool> ReportAsync(string chatId, string providerId, DeliveryStatus status, string? error, CancellationToken cancellationToken) =>
        RunAsync("report", () =>
        {
            if (!_providerIds.TryGetValue((chatId, providerId), out var index))
            {
                return false;
            }

            var (entries, at) = (_entries[chatId], (int)index - 1);
            if (entries[at].Receipt is { } known && known.Status.IsFollowedBy(status))
            {
                entries[at] = entries[at] with { Receipt = known with { Status = status, Error = error } };
            }

            return true;
        });

    public Task<Tombstone?> FenceAsync(string chatId, CancellationToken cancellationToken) =>
        RunAsync("fence", () =>
        {
            if (!_heads.TryGetValue(chatId, out var head))
            {
                return null;
            }

            if (head.Head is { } chat)
            {
                var tombstone = new Tombstone(chatId, chat.ContactCenterId, chat.EndedAt ?? chat.OpenedAt, chat.Channel?.Address);
                _heads[chatId] = (null, tombstone, ++_version);
            }

            return _heads[chatId].Tombstone;
        });

    public Task<int> RemoveRowsAsync(string chatId, CancellationToken cancellationToken) =>
        RunAsync("remove rows", () =>
        {
            var rows = Entries(chatId).Count + (_cursors.Remove(chatId) ? 1 : 0);
            _entries.Remove(chatId);
            rows += _keys.Keys.Where(k => k.ChatId == chatId).ToList().Count(k => _keys.Remove(k));
            return rows + _providerIds.Keys.Where(k => k.ChatId == chatId).ToList().Count(k => _providerIds.Remove(k));
        });

    public Task RemoveTombstoneAsync(string chatId, CancellationToken cancellationToken) => RunAsync("remove tombstone", () => _heads.Remove(chatId));

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

    public Task AddAsync(Chat chat, CancellationToken cancellationToken) =>
        RunAsync("note", () =>
        {
            if (chat.Channel is { } channel)
            {
                _addresses[chat.Id] = channel;
            }

            return Open.Add(chat.Id);
        });

    public async Task MoveAsync(Chat chat, IReadOnlyCollection<string> former, CancellationToken cancellationToken)
    {
        await AddAsync(chat, cancellationToken);
        if (!_heads.ContainsKey(chat.Id))
        {
            // It was erased between.
            await RemoveNotesAsync(new Tombstone(chat.Id, chat.ContactCenterId, chat.OpenedAt, null), cancellationToken);
        }
    }

    public async Task EndAsync(Chat chat, CancellationToken cancellationToken)
    {
        if (!await RunAsync("find note", () => Open.Contains(chat.Id)))
        {
            return;
        }

        await RunAsync("note end", () => _ended[chat.Id] = chat);
        if (!await RunAsync("remove note", () => Open.Remove(chat.Id)) && !await RunAsync("find head", () => _heads.TryGetValue(chat.Id, out var head) && head.Head is not null))
        {
            await RunAsync("remove end", () => _ended.Remove(chat.Id));
        }
    }

    public Task RemoveAsync(string chatId, CancellationToken cancellationToken) => RunAsync("remove note", () => Open.Remove(chatId));

    public async Task<int> RemoveNotesAsync(Tombstone chat, CancellationToken cancellationToken) =>
        (await RunAsync("remove note", () => Open.Remove(chat.ChatId)) ? 1 : 0)
        + (await RunAsync("remove end", () => _ended.Remove(chat.ChatId)) ? 1 : 0)
        + (await RunAsync("remove address", () => _addresses.Remove(chat.ChatId)) ? 1 : 0);

    public async IAsyncEnumerable<Tombstone> ListEndedBeforeAsync(DateTimeOffset day, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var chat in _ended.Values.Where(c => c.EndedAt!.Value.Date < day.Date).ToList())
        {
            yield return new Tombstone(chat.Id, chat.ContactCenterId, chat.EndedAt!.Value, chat.Channel?.Address);
        }
    }

    public Task IndexAddressesAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task WriteHeartbeatAsync(string chatId, DateTimeOffset at, CancellationToken cancellationToken) => Task.CompletedTask;

    public async IAsyncEnumerable<OpenChat> ListOpenAsync(int shard, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var chatId in Open.ToList())
        {
            yield return new OpenChat(chatId, _heads.GetValueOrDefault(chatId).Head?.OpenedAt ?? default, null);
        }
    }

    public Task<CatalogPage> ListAsync(CatalogQuery query, string? continuation, int most, CancellationToken cancellationToken) =>
        RunAsync("list", () => new CatalogPage(
            [.. _addresses.Where(a => a.Value.Channel == query.Channel && a.Value.Address == query.Address).Select(a => new CatalogEntry(a.Key, Open.Contains(a.Key), null))],
            null));

    public Task<string?> FindAsync(ShortChatId digits, CancellationToken cancellationToken) =>
        Task.FromResult(Chats.Where(c => c.StartsWith(digits + "-", StringComparison.Ordinal)).ToList() is [var one] ? one : null);

    public Task AddAsync(DeadLetter letter, CancellationToken cancellationToken) =>
        RunAsync("add letter", () =>
        {
            Letters.RemoveAll(l => l.Id == letter.Id);
            Letters.Add(letter);
            return true;
        });

    public async IAsyncEnumerable<DeadLetter> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var letter in Letters)
        {
            yield return letter;
        }
    }

    public Task<DeadLetter?> FindAsync(string id, CancellationToken cancellationToken) => Task.FromResult(Letters.Find(l => l.Id == id));

    public Task RemoveAsync(DeadLetter letter, CancellationToken cancellationToken) => RunAsync("remove letter", () => Letters.RemoveAll(l => l.Id == letter.Id));

    public Task<int> RemoveAllAsync(string chatId, CancellationToken cancellationToken) =>
        RunAsync("remove letters", () => Letters.RemoveAll(l => l.ChatId == chatId));

    public string Key(ChannelAddress address) => address.Address;

    public Task<Conversation> FindAsync(ChannelAddress address, CancellationToken cancellationToken) =>
        RunAsync("find", () => _conversations.GetValueOrDefault(RowOf(address), Conversation.None));

    public Task<bool> TryJoinAsync(
        ImmutableArray<ChannelAddress> addresses,
        IReadOnlyCollection<Conversation> found,
        ImmutableArray<ChannelAddress> former,
        ImmutableArray<string> chats,
        CancellationToken cancellationToken) =>
        RunAsync("join", () => Join(addresses, [.. found.Where(c => !c.IsFormer)], former, chats));

    public Task<bool> TryClaimAsync(ChannelAddress address, Conversation found, string chatId, CancellationToken cancellationToken) =>
        RunAsync("claim", () => TryReplace(address, found with { Chats = [chatId, .. found.Chats.Take(Conversation.Remembered - 1)], IsFormer = false }));

    public Task<bool> TryPassAsync(ChannelAddress address, Conversation found, string messageId, CancellationToken cancellationToken) =>
        RunAsync("pass", () => TryReplace(address, found.Pass(messageId)));

    public Task<bool> ForgetAsync(ChannelAddress address, string chatId, CancellationToken cancellationToken) =>
        RunAsync("forget", () =>
        {
            var found = _conversations.GetValueOrDefault(RowOf(address), Conversation.None);
            return found.Former.Select(f => address with { Address = f }).Prepend(RowOf(address)).Aggregate(false, (any, a) => Forget(a, chatId) || any);
        });

    private ChannelAddress RowOf(ChannelAddress address) => _sameAs.GetValueOrDefault(address, address);

    private bool Forget(ChannelAddress address, string chatId)
    {
        if (!_conversations.TryGetValue(address, out var found) || !found.Chats.Contains(chatId))
        {
            return false;
        }

        var rest = found.Chats.Remove(chatId);
        if (!rest.IsEmpty)
        {
            return TryReplace(address, found with { Chats = rest });
        }

        foreach (var alias in found.Aliases)
        {
            _sameAs.Remove(address with { Address = alias });
        }

        return _conversations.Remove(address);
    }

    private bool Join(ImmutableArray<ChannelAddress> addresses, List<Conversation> theirs, ImmutableArray<ChannelAddress> former, ImmutableArray<string> chats)
    {
        var own = addresses[0];
        var aliases = addresses.Select(Key).Concat(theirs.SelectMany(c => c.Aliases.Add(c.Key!)))
            .Except(former.Select(Key)).Where(k => k != Key(own)).Distinct().ToImmutableArray();
        _sameAs.Remove(own);
        _conversations[own] = new Conversation(chats, Text(++_version))
        {
            Key = Key(own),
            Aliases = aliases,
            Former = [.. theirs.SelectMany(c => c.Former).Concat(former.Select(Key)).Distinct()],
            Passed = [.. theirs.SelectMany(c => c.Passed).Distinct().Take(Conversation.PassedRemembered)],
        };
        foreach (var alias in aliases.Select(a => own with { Address = a }))
        {
            _conversations.Remove(alias);
            _sameAs[alias] = own;
        }

        foreach (var address in former)
        {
            _sameAs.Remove(address);
            _conversations[address] = new Conversation(chats, Text(++_version)) { Key = Key(address), IsFormer = true };
        }

        return true;
    }

    private bool TryReplace(ChannelAddress address, Conversation conversation)
    {
        address = RowOf(address);
        if (_conversations.GetValueOrDefault(address, Conversation.None).Version != conversation.Version)
        {
            return false;
        }

        _conversations[address] = conversation with { Version = Text(++_version), Key = Key(address) };
        return true;
    }

    private Task<T> RunAsync<T>(string call, Func<T> effect)
    {
        At("before " + call);
        T result;
        lock (_lock)
        {
            result = effect();
        }

        At("after " + call);
        return Task.FromResult(result);
    }

    private static string Text(long version) => version.ToString(CultureInfo.InvariantCulture);

    private CommitResult Commit(ChatCommit commit)
    {
        var id = commit.Chat.Id;
        var there = _heads.TryGetValue(id, out var before);
        if (commit.Basis is null ? there : !there || Text(before.Version) != commit.Basis)
        {
            return new CommitResult.Conflict();
        }

        if (commit.Entries.Sum(CommitRoom.SizeOf) > MaxBytes)
        {
            return new CommitResult.TooLarge();
        }

        if (commit.Key is { } key && !_keys.TryAdd((id, key), commit.Entries is [var first, ..] ? first.Index : 0))
        {
            return new CommitResult.Duplicate();
        }

        Assert.True(commit.Entries.Length <= CommitRoom.MaxEntries);
        Assert.True(commit.Receipts.Length <= ChatCommit.MaxReceipts);
        var entries = _entries.TryGetValue(id, out var known) ? known : _entries[id] = [];
        foreach (var entry in commit.Entries)
        {
            Assert.Equal(entries.Count + 1, entry.Index);
            entries.Add(entry);
        }

        foreach (var receipt in commit.Receipts)
        {
            if (!receipt.IsOneMorePart || receipt.Status > DeliveryStatus.Accepted)
            {
                entries[(int)receipt.Index - 1] = entries[(int)receipt.Index - 1] with { Receipt = receipt };
            }

            if (receipt.ProviderId is { } providerId)
            {
                _providerIds[(id, providerId)] = receipt.Index;
            }
        }

        Assert.Equal(entries.Count + 1, commit.Chat.NextIndex);
        if (there)
        {
            AssertForward(before.Head!, commit.Chat);
        }

        Commits++;
        _heads[id] = (commit.Chat, null, ++_version);
        return new CommitResult.Committed(Text(_version));
    }

    private static void AssertForward(Chat before, Chat after)
    {
        Assert.True(after.SentThrough >= before.SentThrough, "SentThrough went back");
        Assert.True(after.EchoedThrough >= before.EchoedThrough, "EchoedThrough went back");
        Assert.True((after.DeliveredThrough, after.DeliveredParts).CompareTo((before.DeliveredThrough, before.DeliveredParts)) >= 0, "delivery went back");
        Assert.True(
            after.UpstreamNumber > before.UpstreamNumber || (after.NextUpstreamIndex, after.NextUpstreamOffset).CompareTo((before.NextUpstreamIndex, before.NextUpstreamOffset)) >= 0, "the poll's cursor went back");
        Assert.True(after.UpstreamNumber > before.UpstreamNumber || after.AttemptedThrough >= before.AttemptedThrough, "AttemptedThrough went back");

        // A report of one of its messages, or consent, may bring an event into a chat that was finished, or an answer that is said again.
        Assert.True(
            after.LastIndex > before.LastIndex || (after with { Events = [] }).Phase >= (before with { Events = [] }).Phase, "the chat went back in its life");
    }

    Task IAccountFaults.SaveAsync(AccountFault fault, CancellationToken cancellationToken) => RunAsync("save fault", () => Faults[(fault.Channel, fault.Account)] = fault);

    Task IAccountFaults.RemoveAsync(string channel, string account, CancellationToken cancellationToken) => RunAsync("remove fault", () => Faults.Remove((channel, account)));

    Task<IReadOnlyList<AccountFault>> IAccountFaults.ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<AccountFault>>([.. Faults.Values]);
}
