using CustomerChat.Functions.Chats;
using CustomerChat.Functions.Timers;
using CustomerChat.Operating;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace CustomerChat.Functions.Tests;

public class DurableChatRuntimeTests
{
    private readonly Mock<DurableTaskClient> _client = new("test");
    private readonly WakeSignals _signals = new();
    private readonly DurableChatRuntime _runtime;

    public DurableChatRuntimeTests() => _runtime = new DurableChatRuntime(_signals).With(_client.Object);

    [Fact]
    public async Task Start_ANewChat_SchedulesAnInstanceWithItsId()
    {
        await _runtime.StartAsync("a", default);
        VerifyScheduled("a", Times.Once());
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Running, true)]
    [InlineData(OrchestrationRuntimeStatus.Pending, true)]
    [InlineData(OrchestrationRuntimeStatus.Failed, false)]
    public async Task Start_WhenSchedulingFails_IsFineOnlyWhenItRuns(OrchestrationRuntimeStatus status, bool fine)
    {
        _client.Setup(c => c.ScheduleNewOrchestrationInstanceAsync(It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<StartOrchestrationOptions?>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new InvalidOperationException());
        Instance("a", status);

        var start = _runtime.StartAsync("a", default);

        Assert.Equal(fine, await Record.ExceptionAsync(() => start) is null);
    }

    [Fact]
    public async Task Wake_WithAWindowInThisProcess_RaisesNoEvent()
    {
        _signals.TryBegin("a");
        await _runtime.WakeAsync("a", default);
        _client.Verify(c => c.RaiseEventAsync(It.IsAny<string>(), It.IsAny<string>(), It.IsAny<object?>(), It.IsAny<CancellationToken>()), Times.Never());

        _signals.End("a");
        await _runtime.WakeAsync("a", default);
        _client.Verify(c => c.RaiseEventAsync("a", "Wake", null, It.IsAny<CancellationToken>()), Times.Once());
    }

    [Fact]
    public async Task Replace_ARunningInstance_TerminatesItFirst()
    {
        _client.CallBase = true;
        Instance("a", OrchestrationRuntimeStatus.Suspended);
        var order = new List<string>();
        _client.Setup(c => c.TerminateInstanceAsync("a", It.IsAny<CancellationToken>())).Callback(() => order.Add("terminate")).Returns(Task.CompletedTask);
        _client.Setup(c => c.WaitForInstanceCompletionAsync("a", It.IsAny<bool>(), It.IsAny<CancellationToken>()))
            .Callback(() => order.Add("wait")).ReturnsAsync(new OrchestrationMetadata("x", "a"));
        _client.Setup(c => c.ScheduleNewOrchestrationInstanceAsync(It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<StartOrchestrationOptions?>(), It.IsAny<CancellationToken>()))
            .Callback(() => order.Add("schedule")).ReturnsAsync("a");

        await _runtime.ReplaceAsync("a", default);

        Assert.Equal(["terminate", "wait", "schedule"], order);
    }

    [Theory]
    [InlineData(10, null, false, false)]
    [InlineData(60, null, false, true)]
    [InlineData(60, 1, false, true)]
    [InlineData(60, 1, true, false)]
    [InlineData(600, 119, true, false)]
    [InlineData(600, 121, true, true)]
    [InlineData(600, null, true, true)]
    public void HasStopped_ByInstanceAndSign_IsToldWhateverTheInstanceSays(int openFor, int? signBefore, bool alive, bool stopped)
    {
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var chat = new OpenChat("a", now.AddSeconds(-openFor), signBefore is { } s ? now.AddSeconds(-s) : null);
        Assert.Equal(stopped, Watchdog.HasStopped(chat, alive, now));
    }

    [Fact]
    public async Task Watchdog_WithChatsInEveryState_StartsThoseThatHaveStoppedAndGoesOnAfterAFailure()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var old = time.GetUtcNow().AddMinutes(-10);
        var index = new Mock<IChatIndex>();
        index.Setup(i => i.ListOpenAsync(It.IsAny<int>(), It.IsAny<CancellationToken>())).Returns<int, CancellationToken>((shard, _) => Async(
            shard == 3
                ? [new OpenChat("broken", old, null), new OpenChat("terminated", old, time.GetUtcNow()), new OpenChat("fine", old, time.GetUtcNow())]
                : Array.Empty<OpenChat>()));
        var pages = new Mock<AsyncPageable<OrchestrationMetadata>>();
        pages.Setup(p => p.AsPages(It.IsAny<string?>(), It.IsAny<int?>()))
            .Returns(Async(new Page<OrchestrationMetadata>([new OrchestrationMetadata("x", "fine")])));
        _client.Setup(c => c.GetAllInstancesAsync(It.IsAny<OrchestrationQuery?>())).Returns(pages.Object);
        _client.Setup(c => c.ScheduleNewOrchestrationInstanceAsync(It.IsAny<TaskName>(), It.IsAny<object?>(), It.Is<StartOrchestrationOptions?>(o => o!.InstanceId == "broken"), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new IOException());

        var restarted = await new Watchdog(_runtime, index.Object, time, NullLogger<Watchdog>.Instance).RunAsync(_client.Object, default);

        Assert.Equal(1, restarted);
        VerifyScheduled("terminated", Times.Once());
        VerifyScheduled("fine", Times.Never());
    }

    [Fact]
    public async Task Housekeeping_Daily_PurgesOnlyEndedInstances()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 31, 0, 0, 0, TimeSpan.Zero));
        var retention = new Mock<IChatRetention>();
        var options = Options.Create(new RetentionOptions());
        PurgeInstancesFilter? filter = null;
        _client.Setup(c => c.PurgeAllInstancesAsync(It.IsAny<PurgeInstancesFilter>(), It.IsAny<CancellationToken>()))
            .Callback<PurgeInstancesFilter, CancellationToken>((f, _) => filter = f).ReturnsAsync(new PurgeResult(0));
        var timer = new HousekeepingTimer(new Housekeeping(retention.Object, options, time, NullLogger<Housekeeping>.Instance), options, time);

        await timer.RunAsync(new(), _client.Object, default);

        retention.Verify(r => r.RemoveEndedBeforeAsync(time.GetUtcNow().AddDays(-30), It.IsAny<CancellationToken>()));
        Assert.Equal(time.GetUtcNow().AddDays(-7), filter?.CreatedTo);
        Assert.NotNull(filter!.CreatedFrom);
        Assert.DoesNotContain(OrchestrationRuntimeStatus.Running, filter.Statuses!);
    }

    private static async IAsyncEnumerable<T> Async<T>(params T[] items)
    {
        await Task.CompletedTask;
        foreach (var item in items)
        {
            yield return item;
        }
    }

    private void Instance(string id, OrchestrationRuntimeStatus status)
    {
        var instance = new OrchestrationMetadata("x", id) { RuntimeStatus = status };
        _client.Setup(c => c.GetInstanceAsync(id, It.IsAny<CancellationToken>())).ReturnsAsync(instance);
    }

    private void VerifyScheduled(string id, Times times) => _client.Verify(
        c => c.ScheduleNewOrchestrationInstanceAsync(
            "ChatOrchestration", It.IsAny<object?>(), It.Is<StartOrchestrationOptions?>(o => o!.InstanceId == id), It.IsAny<CancellationToken>()),
        times);
}
