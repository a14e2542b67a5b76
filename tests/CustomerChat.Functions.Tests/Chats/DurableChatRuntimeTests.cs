using CustomerChat.Chats;
using CustomerChat.Functions.Chats;
using CustomerChat.Functions.Operating;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace CustomerChat.Functions.Tests.Chats;

/// <summary>
/// What the runtime does when the engine refuses a call. The engine of the tests takes an event for an orchestration that does not exist; the Functions host refuses it, with
/// the status codes that are used here.
/// </summary>
public class DurableChatRuntimeTests
{
    private readonly string _chat = ChatIds.New();
    private readonly Mock<DurableTaskClient> _client = new("test") { CallBase = true };
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _scheduled = [];
    private readonly DurableChatRuntime _runtime;

    public DurableChatRuntimeTests()
    {
        _client.Setup(c => c.ScheduleNewOrchestrationInstanceAsync(It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<StartOrchestrationOptions?>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((TaskName _, object? _, StartOrchestrationOptions? options, CancellationToken _) =>
            {
                _scheduled.Add(options!.InstanceId!);
                return options.InstanceId!;
            });
        _runtime = new DurableChatRuntime(new WakeSignals(), _time);
        _runtime.Use(_client.Object);
    }

    /// <summary>The chat's start had failed, or its orchestration has ended: a customer's next text starts it.</summary>
    [Theory]
    [InlineData(StatusCode.NotFound)]
    [InlineData(StatusCode.FailedPrecondition)]
    public async Task Wake_AChatWithoutAnOrchestrationThatRuns_StartsIt(StatusCode refusal)
    {
        Refuse(refusal);

        await _runtime.WakeAsync(_chat, urgent: true, default);

        Assert.Contains(ChatInstance.IdOf(_chat), _scheduled);
    }

    [Fact]
    public async Task Wake_AChatWhoseOrchestrationRuns_RaisesOneEventAndStartsNothing()
    {
        await _runtime.WakeAsync(_chat, urgent: true, default);

        Assert.Equal([WatchdogOrchestration.InstanceId], _scheduled);
        _client.Verify(c => c.RaiseEventAsync(ChatInstance.IdOf(_chat), ChatOrchestration.Wake, null, It.IsAny<CancellationToken>()), Times.Once());
    }

    /// <summary>The engine fails for a moment while the orchestration runs: the caller hears of it, and logs it.</summary>
    [Fact]
    public async Task Wake_ThatFailsWhileTheOrchestrationRuns_IsAFault()
    {
        Refuse(StatusCode.Unavailable);
        _client.Setup(c => c.GetInstanceAsync(It.IsAny<string>(), It.IsAny<bool>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((string id, bool _, CancellationToken _) => new OrchestrationMetadata(ChatOrchestration.Name, id) { RuntimeStatus = OrchestrationRuntimeStatus.Running });

        await Assert.ThrowsAsync<RpcException>(() => _runtime.WakeAsync(_chat, urgent: true, default));

        Assert.Empty(_scheduled);
    }

    [Fact]
    public async Task Wake_ThatIsNotUrgent_AsksTheEngineForNothing()
    {
        await _runtime.WakeAsync(_chat, urgent: false, default);

        Assert.Empty(_client.Invocations);
    }

    /// <summary>The chat that could not be started is started by the watchdog, so the watchdog must run.</summary>
    [Fact]
    public async Task Start_OfAChatThatFails_MakesSureThatTheWatchdogRuns()
    {
        FailToSchedule(ChatInstance.IdOf(_chat));

        await Assert.ThrowsAsync<RpcException>(() => _runtime.StartAsync(_chat, default));

        Assert.Equal([WatchdogOrchestration.InstanceId], _scheduled);
    }

    /// <summary>A check that failed does not count: otherwise the watchdog would be missing for a minute more.</summary>
    [Fact]
    public async Task EnsureWatchdog_AfterACheckThatFailed_ChecksAgainAtOnceAndThenOnceAMinute()
    {
        _client.Setup(c => c.GetInstanceAsync(It.IsAny<string>(), It.IsAny<bool>(), It.IsAny<CancellationToken>())).ThrowsAsync(new RpcException(new Status(StatusCode.Unavailable, "")));
        await Assert.ThrowsAsync<RpcException>(() => _runtime.EnsureWatchdogAsync(default));
        _client.Setup(c => c.GetInstanceAsync(It.IsAny<string>(), It.IsAny<bool>(), It.IsAny<CancellationToken>())).ReturnsAsync(default(OrchestrationMetadata));

        await _runtime.EnsureWatchdogAsync(default);
        await _runtime.EnsureWatchdogAsync(default);
        Assert.Single(_scheduled);

        _time.Advance(TimeSpan.FromMinutes(1));
        await _runtime.EnsureWatchdogAsync(default);
        Assert.Equal(2, _scheduled.Count);
    }

    private void Refuse(StatusCode code) =>
        _client.Setup(c => c.RaiseEventAsync(It.IsAny<string>(), It.IsAny<string>(), It.IsAny<object?>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new RpcException(new Status(code, "")));

    private void FailToSchedule(string instanceId) =>
        _client.Setup(c => c.ScheduleNewOrchestrationInstanceAsync(
                It.IsAny<TaskName>(), It.IsAny<object?>(), It.Is<StartOrchestrationOptions?>(o => o!.InstanceId == instanceId), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new RpcException(new Status(StatusCode.Unavailable, "")));
}
