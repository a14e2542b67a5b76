using CustomerChat.SelfHost.Runtime;
using CustomerChat.Storage;
using CustomerChat.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace CustomerChat.Tests.SelfHost;

[Collection(AzuriteCollection.Name)]
public sealed class RunnerLeaseTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly HostIdentity _a = new();
    private readonly HostIdentity _b = new();
    private readonly AzuriteFixture _azurite;
    private readonly Tables _tables;

    public RunnerLeaseTests(AzuriteFixture azurite)
    {
        _azurite = azurite;
        _tables = azurite.NewTables();
    }

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
    }

    [Fact]
    public async Task Hold_ByTwo_OneHasItUntilItHasRunOutOrIsGivenBack()
    {
        var (a, b) = (Lease(_a), Lease(_b));
        Assert.True(await HoldAsync(a) is { IsHeld: true, IsNew: true });
        Assert.True(await HoldAsync(a) is { IsHeld: true, IsNew: false });
        Assert.Equal(LeaseRound.Refused, await HoldAsync(b));

        _time.Advance(TimeSpan.FromSeconds(21));
        Assert.True(await HoldAsync(b) is { IsHeld: true, IsNew: true });
        Assert.Equal(LeaseRound.Refused, await HoldAsync(a));

        await a.ReleaseAsync(default);
        Assert.Equal(LeaseRound.Refused, await HoldAsync(a));
        await b.ReleaseAsync(default);
        Assert.True(await HoldAsync(a) is { IsHeld: true, IsNew: true });
    }

    [Fact]
    public async Task Hold_OfAnOwnerThatIsGone_NeedNotWait()
    {
        await HoldAsync(Lease(_a));
        _a.Dispose();

        // What a kill leaves behind.
        await File.WriteAllTextAsync(Path.Combine(Path.GetTempPath(), $"customerchat-{_a.Name.Split('/')[^1]}.lock"), "");
        Assert.True(await HoldAsync(Lease(_b)) is { IsHeld: true, IsNew: true });
    }

    [Fact]
    public async Task Hold_ByManyAtOnce_IsGivenToOne()
    {
        var hosts = Enumerable.Range(0, 8).Select(_ => new HostIdentity()).ToList();
        var rounds = await Task.WhenAll(hosts.Select(h => HoldAsync(Lease(h))));
        Assert.Single(rounds, r => r.IsHeld);
        hosts.ForEach(h => h.Dispose());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Hold_WhoseAnswerWasLost_IsHeld(bool first)
    {
        var (gate, connectionString) = await Gate.BeforeAsync(_azurite.ConnectionString);
        await using var _ = gate;
        var lease = new RunnerLease(_azurite.NewTables(connectionString), _a, _time);
        await lease.WakeAsync("x", default);
        if (!first)
        {
            await HoldAsync(lease);
        }

        var drops = 0;
        gate.Decide = call => call.Method is "POST" or "PUT" && drops++ == 0 ? new GateAct { DropAfter = true } : GateAct.Pass;
        Assert.True(await HoldAsync(lease) is { IsHeld: true, Wakes.Count: 1 });
        Assert.True(drops >= 2, "the write was not repeated");
    }

    [Fact]
    public async Task Wakes_OfOthers_AreReadByTheHolderUntilTheyAreRemoved()
    {
        var (holder, other) = (Lease(_a), Lease(_b));
        await holder.WakeAsync("x", default);
        await other.WakeAsync("x", default);
        await other.WakeAsync("y", default);

        var wakes = (await HoldAsync(holder)).Wakes;
        Assert.Equal(["x", "y"], wakes.Select(w => w.ChatId).Order());
        Assert.Empty((await HoldAsync(other)).Wakes);
        Assert.Equal(2, (await HoldAsync(holder)).Wakes.Count);

        // Left anew between reading and removing: it is not lost.
        await other.WakeAsync("y", default);
        await holder.RemoveAsync(wakes, default);
        Assert.Equal(["y"], (await HoldAsync(holder)).Wakes.Select(w => w.ChatId));
    }

    private RunnerLease Lease(HostIdentity host) => new(_tables, host, _time);

    private Task<LeaseRound> HoldAsync(RunnerLease lease) => lease.HoldAsync(_time.GetUtcNow().AddSeconds(20), default);
}
