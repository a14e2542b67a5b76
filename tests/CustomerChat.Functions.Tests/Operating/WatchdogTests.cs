using CustomerChat.Chats;
using CustomerChat.EndToEnd.Support;
using CustomerChat.Functions.Chats;
using CustomerChat.Functions.Instances;
using CustomerChat.Functions.Operating;
using CustomerChat.Functions.Tests.Support;
using CustomerChat.Ledger;
using CustomerChat.Operating;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing.Sidecar;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace CustomerChat.Functions.Tests.Operating;

/// <summary>The watchdog beside the real engine.</summary>
[Collection(EngineCollection.Name)]
public sealed class WatchdogTests(AzuriteFixture storage) : IAsyncLifetime
{
    private readonly InMemoryOrchestrationService _engine = new();
    private readonly FakeTimeProvider _later = new(TimeProvider.System.GetUtcNow().AddMinutes(2));
    private ContactCenterRig _center = null!;
    private Instance _instance = null!;

    private DurableTaskClient Client => _instance.Client;

    public async Task InitializeAsync()
    {
        _center = await ContactCenterRig.StartAsync(storage);
        _instance = await Instance.StartAsync(
            InstanceRole.All, _engine, _engine, _center.Settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)));
    }

    public async Task DisposeAsync()
    {
        await _instance.DisposeAsync();
        await _center.DisposeAsync();
    }

    [Theory]
    [InlineData("terminated")]
    [InlineData("suspended")]
    [InlineData("never started")]
    public async Task Run_AChatWhoseTurnsHaveStopped_RunsAgain(string how)
    {
        using var customer = ContactCenterRig.NewCustomer(_instance.Address);
        await customer.OpenAsync();
        var instanceId = ChatInstance.IdOf(customer.Id);
        switch (how)
        {
            case "terminated":
                await TerminateAsync(instanceId);
                break;
            case "suspended":
                await Client.SuspendInstanceAsync(instanceId);
                await Until.IsAsync(() => Client.GetInstanceAsync(instanceId), i => i?.RuntimeStatus == OrchestrationRuntimeStatus.Suspended);
                break;
            default:
                await TerminateAsync(instanceId);
                await Client.PurgeInstanceAsync(instanceId);
                break;
        }

        Assert.Equal(1, await Watchdog().RunAsync(TimeSpan.Zero, default));

        await RunsAsync(instanceId);
        using var agent = _center.NewAgent();
        var chat = await agent.AcceptAsync();
        await agent.SayAsync(chat, "still here");
        await Until.IsAsync(() => customer.TextsAsync("Agent"), texts => texts.Count == 1);
    }

    [Fact]
    public async Task Run_WhileSlotsAreShort_LeavesSilentChatsAlone()
    {
        using var customer = ContactCenterRig.NewCustomer(_instance.Address);
        await customer.OpenAsync();
        var instanceId = ChatInstance.IdOf(customer.Id);
        await TerminateAsync(instanceId);

        Assert.Equal(1, await Watchdog().RunAsync(Functions.Operating.Watchdog.SlotsAreShort, default));

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await Client.GetInstanceAsync(instanceId))!.RuntimeStatus);
    }

    /// <summary>Each chat that hangs takes up to 20 s: the others must not wait for it.</summary>
    [Fact]
    public async Task Run_SeveralChatsThatHaveStopped_StartsThemTogether()
    {
        const int Chats = 5;
        var index = new Mock<IChatIndex>();
        var chats = Enumerable.Range(0, Chats).Select(_ => new OpenChat(ChatIds.New(), _later.GetUtcNow().AddMinutes(-2), null)).ToList();
        index.Setup(i => i.ListOpenAsync(It.IsAny<int>(), It.IsAny<CancellationToken>())).Returns((int shard, CancellationToken _) => ListAsync(shard == 0 ? chats : []));
        var (all, asked) = (new TaskCompletionSource(), 0);
        var client = new Mock<DurableTaskClient>("test") { CallBase = true };
        client.Setup(c => c.GetInstanceAsync(It.IsAny<string>(), It.IsAny<bool>(), It.IsAny<CancellationToken>())).Returns(async () =>
        {
            if (Interlocked.Increment(ref asked) == Chats)
            {
                all.SetResult();
            }

            await all.Task;
            return null;
        });
        var runtime = new DurableChatRuntime(new WakeSignals(), _later);
        runtime.Use(client.Object);

        var run = new Watchdog(runtime, index.Object, Mock.Of<IChatStore>(), _later, NullLogger<Watchdog>.Instance).RunAsync(TimeSpan.Zero, default);

        Assert.Equal(Chats, await run.WaitAsync(Until.Limit));
        Assert.Equal(Chats, client.Invocations.Count(i => i.Method.Name == nameof(DurableTaskClient.ScheduleNewOrchestrationInstanceAsync)));

        static async IAsyncEnumerable<OpenChat> ListAsync(List<OpenChat> chats)
        {
            await Task.CompletedTask;
            foreach (var chat in chats)
            {
                yield return chat;
            }
        }
    }

    /// <summary>A crash between the note and the chat leaves the note: it is not started again for ever.</summary>
    [Fact]
    public async Task Run_ANoteWithoutAChat_IsRemovedWhenNobodyCanBeOpeningItAnyMore()
    {
        var index = _instance.Services.GetRequiredService<IChatIndex>();
        var chat = Chat.Open(ChatIds.New(), new ChatOpening("c", "Ann", "s"), TimeProvider.System.GetUtcNow());
        await index.AddAsync(chat, default);

        Assert.Equal(1, await Watchdog().RunAsync(TimeSpan.Zero, default));
        _later.Advance(Functions.Operating.Watchdog.Abandoned);
        Assert.Equal(1, await Watchdog().RunAsync(TimeSpan.Zero, default));

        Assert.Equal(0, await Watchdog().RunAsync(TimeSpan.Zero, default));
    }

    [Theory]
    [InlineData(10, null, 0, false)]
    [InlineData(69, null, 0, false)]
    [InlineData(71, null, 0, true)]
    [InlineData(600, 69, 0, false)]
    [InlineData(600, 71, 0, true)]
    [InlineData(600, 71, 9.9, true)]
    [InlineData(600, 71, 10, false)]
    public void HasStopped_ByHeartbeatAndSlots_IsToldWhateverTheEngineSays(int openFor, int? beatBefore, double waited, bool stopped)
    {
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var chat = new OpenChat("a", now.AddSeconds(-openFor), beatBefore is { } s ? now.AddSeconds(-s) : null);
        Assert.Equal(stopped, Functions.Operating.Watchdog.HasStopped(chat, TimeSpan.FromSeconds(waited), now));
    }

    /// <summary>Heartbeat, silence and look together: a chat that has stopped is back within two minutes.</summary>
    [Fact]
    public void Times_Together_KeepThePromiseOfTwoMinutes() =>
        Assert.InRange(Functions.Operating.Watchdog.Silence + WatchdogOrchestration.Every, TurnWindow.HeartbeatEvery, TimeSpan.FromMinutes(2));

    [Fact]
    public async Task Opening_AChat_StartsTheWatchdogsOrchestration()
    {
        using var customer = ContactCenterRig.NewCustomer(_instance.Address);
        await customer.OpenAsync();
        await RunsAsync(WatchdogOrchestration.InstanceId);
    }

    private async Task TerminateAsync(string instanceId)
    {
        await Client.TerminateInstanceAsync(instanceId);
        await Until.IsAsync(() => Client.GetInstanceAsync(instanceId), i => i is { IsCompleted: true });
    }

    private Task RunsAsync(string instanceId) =>
        Until.IsAsync(() => Client.GetInstanceAsync(instanceId), i => i?.RuntimeStatus == OrchestrationRuntimeStatus.Running);

    private Watchdog Watchdog() => new(
        _instance.Services.GetRequiredService<DurableChatRuntime>(),
        _instance.Services.GetRequiredService<IChatIndex>(),
        _instance.Services.GetRequiredService<IChatStore>(),
        _later,
        NullLogger<Watchdog>.Instance);
}
