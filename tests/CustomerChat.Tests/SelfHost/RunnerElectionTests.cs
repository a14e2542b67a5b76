using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using CustomerChat.App;
using CustomerChat.Chats;
using CustomerChat.Ledger;
using CustomerChat.Operating;
using CustomerChat.SelfHost.Runtime;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CustomerChat.Tests.SelfHost;

public sealed class RunnerElectionTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly FakeLease _lease = new();
    private readonly FakeIndex _index = new();
    private readonly MissingChats _missing = new();
    private readonly DueQueue _queue;
    private readonly RunnerElection _election;

    public RunnerElectionTests()
    {
        _queue = new DueQueue(_time);
        _election = new RunnerElection(
            _lease, _queue, _index, _missing, new StorageOutage(_time, NullLogger<StorageOutage>.Instance), _time, NullLogger<RunnerElection>.Instance);
        _index.Open["a"] = _time.GetUtcNow();
        _index.Open["b"] = _time.GetUtcNow();
    }

    public void Dispose() => _election.Dispose();

    [Fact]
    public async Task Round_ThatTakesTheLease_BringsEveryOpenChatIntoTheQueueToBeReadAnew()
    {
        await _election.RunRoundAsync(default);
        Assert.Equal(["a", "b"], (await TakeAsync()).Select(d => d.Reread ? d.ChatId : "").Order());
    }

    [Fact]
    public async Task Round_ThatIsRefused_RunsNothing()
    {
        _lease.Next = () => LeaseRound.Refused;
        await _election.RunRoundAsync(default);
        Assert.False(_queue.TryWake("a", TimeSpan.Zero));
        Assert.Equal(0, _index.Reads);
    }

    /// <summary>One renewal took longer than the lease: nobody else has taken it, so nothing may leave the queue.</summary>
    [Fact]
    public async Task Round_WhoseRenewalOutlastsTheLease_KeepsEveryChat()
    {
        await _election.RunRoundAsync(default);
        var taken = await TakeAsync();
        _lease.Next = () =>
        {
            // Its turns end meanwhile.
            _time.Advance(RunnerElection.LeaseTime + TimeSpan.FromSeconds(10));
            foreach (var due in taken)
            {
                _queue.Return(due, TimeSpan.FromSeconds(1), 0);
            }

            return new LeaseRound(true, IsNew: false, []);
        };
        await _election.RunRoundAsync(default);

        Assert.Equal(2, _queue.Count);
        Assert.Equal(2, (await TakeAsync(TimeSpan.FromSeconds(1.5))).Count);
    }

    [Fact]
    public async Task TakeUp_ThatFails_IsRepeatedInTheNextRound()
    {
        // "a" was read before, "b" is in the shard that fails.
        _index.FailAt = _index.ShardOf("b");
        await _election.RunRoundAsync(default);
        _index.FailAt = null;
        _lease.Next = () => new LeaseRound(true, false, []);
        _time.Advance(RunnerElection.Round);
        await _election.RunRoundAsync(default);

        Assert.Equal(["a", "b"], (await TakeAsync(TimeSpan.FromSeconds(2))).Select(d => d.Reread ? d.ChatId : "").Order());
    }

    [Fact]
    public async Task Wakes_WhoseRemovalFails_AreWokenAllTheSameAndReadAgain()
    {
        await _election.RunRoundAsync(default);
        await TakeAsync();
        _lease.Next = () => new LeaseRound(true, false, [new("x", "1"), new("y", "1")]);
        _lease.FailRemove = true;
        await Assert.ThrowsAsync<IOException>(() => _election.RunRoundAsync(default));

        Assert.Equal(["x", "y"], (await TakeAsync()).Select(d => d.Reread ? d.ChatId : "").Order());
        Assert.Empty(_lease.Removed);
    }

    [Fact]
    public async Task Round_AfterTheLeaseWasLost_TellsTheHolderOfWhatWasWokenHere_EvenWhenThatFailsAtFirst()
    {
        await _election.RunRoundAsync(default);
        await TakeAsync();
        _queue.TryWake("new", TimeSpan.Zero);
        _lease.Next = () => LeaseRound.Refused;
        _lease.FailWake = true;
        await Assert.ThrowsAsync<IOException>(() => _election.RunRoundAsync(default));
        _lease.FailWake = false;
        await _election.RunRoundAsync(default);

        Assert.Equal(["new"], _lease.Woken);
        Assert.Equal(0, _queue.Count);
    }

    /// <summary>Another process had the lease while this one stood still, and nothing told it so.</summary>
    [Fact]
    public async Task Round_WithALeaseThatIsNewAgain_ReadsEveryChatAnew()
    {
        await _election.RunRoundAsync(default);
        foreach (var due in await TakeAsync())
        {
            _queue.Return(due, TimeSpan.FromSeconds(9), 0);
        }

        await _election.RunRoundAsync(default);
        Assert.Equal(["a", "b"], (await TakeAsync(TimeSpan.FromSeconds(2))).Select(d => d.Reread ? d.ChatId : "").Order());
    }

    [Fact]
    public async Task TakeUp_OfANoteWithoutAChat_RemovesItWhenItIsOldEnough_AndRemembersNoOther()
    {
        _lease.Next = () => new LeaseRound(true, false, []);
        await _election.RunRoundAsync(default);
        _missing.Add("a");
        _missing.Add("erased");
        _time.Advance(TimeSpan.FromMinutes(2));
        await _election.RunRoundAsync(default);
        Assert.Equal(2, _index.Open.Count);
        Assert.Empty(_missing.Take());

        _missing.Add("a");
        _time.Advance(TimeSpan.FromMinutes(10));
        await _election.RunRoundAsync(default);
        Assert.Equal(["b"], _index.Open.Keys);
    }

    [Fact]
    public async Task Runtime_WhileAnotherProcessRunsTheTurns_LeavesAWakeUpForIt()
    {
        var runtime = new LocalChatRuntime(_queue, _lease);
        await runtime.WakeAsync("x", urgent: true, default);
        await _election.RunRoundAsync(default);
        await runtime.StartAsync("y", default);

        Assert.Equal(["x"], _lease.Woken);
        Assert.NotNull(await runtime.DescribeAsync("y", default));
    }

    [Theory]
    [InlineData(10, 2, 10)]
    [InlineData(30, 2, 28)]
    [InlineData(20, 29, 1)]
    [InlineData(20, 40, 0)]
    public void Wait_AfterATurnThatTookLong_NeverGoesThirtySecondsFromItsBeginning(int asked, int took, int wait) =>
        Assert.Equal(TimeSpan.FromSeconds(wait), TurnWorkers.Wait(TimeSpan.FromSeconds(asked), TimeSpan.FromSeconds(took)));

    /// <summary>Everything that is due within a time.</summary>
    private async Task<List<DueChat>> TakeAsync(TimeSpan? within = null)
    {
        _time.Advance(within ?? TimeSpan.FromSeconds(2));
        var taken = new List<DueChat>();
        while (true)
        {
            using var stop = new CancellationTokenSource();
            var take = _queue.TakeAsync(stop.Token);
            if (!take.IsCompleted)
            {
                await stop.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => take);
                return taken;
            }

            taken.Add(await take);
        }
    }

    private sealed class FakeLease : IRunnerLease
    {
        public Func<LeaseRound> Next { get; set; } = () => new LeaseRound(true, true, []);

        public bool FailRemove { get; set; }

        public bool FailWake { get; set; }

        public List<Wake> Removed { get; } = [];

        public List<string> Woken { get; } = [];

        public Task<LeaseRound> HoldAsync(DateTimeOffset until, CancellationToken cancellationToken) => Task.FromResult(Next());

        public Task RemoveAsync(IReadOnlyList<Wake> wakes, CancellationToken cancellationToken)
        {
            if (FailRemove)
            {
                throw new IOException("removing fails");
            }

            Removed.AddRange(wakes);
            return Task.CompletedTask;
        }

        public Task WakeAsync(string chatId, CancellationToken cancellationToken)
        {
            if (FailWake)
            {
                throw new IOException("waking fails");
            }

            Woken.Add(chatId);
            return Task.CompletedTask;
        }

        public Task ReleaseAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class FakeIndex : IChatIndex
    {
        public Dictionary<string, DateTimeOffset> Open { get; } = [];

        /// <summary>The shard whose reading fails.</summary>
        public int? FailAt { get; set; }

        public int Reads { get; private set; }

        public int ShardOf(string chatId) => chatId[0] % IChatIndex.Shards;

        public Task RemoveAsync(string chatId, CancellationToken cancellationToken) => Task.FromResult(Open.Remove(chatId));

        public Task AddAsync(Chat chat, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task MoveAsync(Chat chat, IReadOnlyCollection<string> former, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task EndAsync(Chat chat, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<int> RemoveNotesAsync(Tombstone chat, CancellationToken cancellationToken) => throw new NotSupportedException();

        public IAsyncEnumerable<Tombstone> ListEndedBeforeAsync(DateTimeOffset day, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task IndexAddressesAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task WriteHeartbeatAsync(string chatId, DateTimeOffset at, CancellationToken cancellationToken) => throw new NotSupportedException();

        public async IAsyncEnumerable<OpenChat> ListOpenAsync(int shard, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            Reads++;
            await Task.CompletedTask;
            if (shard == FailAt)
            {
                throw new IOException("the index fails");
            }

            foreach (var (id, at) in Open.Where(o => ShardOf(o.Key) == shard).ToImmutableArray())
            {
                yield return new OpenChat(id, at, null);
            }
        }
    }
}
