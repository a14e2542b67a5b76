using CustomerChat.App;
using CustomerChat.Chats;
using CustomerChat.SelfHost.Runtime;
using CustomerChat.Tests.Support;
using CustomerChat.Turn;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace CustomerChat.Tests.SelfHost;

/// <summary>A chat that has taken over another one's words is started: nobody else tells the engine of it.</summary>
public sealed class TurnWorkersTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly World _world = new(inline: false);
    private readonly WakeRows _rows = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DueQueue _queue;
    private readonly StorageOutage _outage;

    public TurnWorkersTests()
    {
        _queue = new DueQueue(_world.Time);
        _outage = new StorageOutage(_world.Time, NullLogger<StorageOutage>.Instance);
        _queue.Open();
        _world.Upstream.At = point => _ = point == "after RequestChat" && _world.Upstream.Opened == 2 && _opened.TrySetResult();
    }

    public void Dispose() => _outage.Dispose();

    [Fact]
    public async Task Turn_ThatCarriedWordsOver_PutsTheNextChatIntoTheQueue()
    {
        var chat = await CloseOverWordsAsync();
        using var workers = NewWorkers(new LocalChatRuntime(_queue, _rows));
        await workers.StartAsync(default);

        await _opened.Task.WaitAsync(Limit);

        await workers.StopAsync(default);
        var successor = await _world.ChatOfAsync();
        Assert.NotEqual(chat, successor);
        Assert.NotNull(_queue.Describe(successor));
        Assert.Null(_queue.Describe(chat));
    }

    [Fact]
    public async Task Turn_ThatCarriedWordsOver_WhileTheLeaseWasLost_LeavesAWakeUpForWhoRunsTheTurns()
    {
        await CloseOverWordsAsync();
        _world.Upstream.Takes = _ =>
        {
            _queue.Close();
            return Task.CompletedTask;
        };
        using var workers = NewWorkers(new LocalChatRuntime(_queue, _rows));
        await workers.StartAsync(default);

        var woken = await _rows.Left.Task.WaitAsync(Limit);

        await workers.StopAsync(default);
        Assert.Equal(await _world.ChatOfAsync(), woken);
    }

    [Fact]
    public async Task Turn_WhoseSuccessorCouldNotBeStarted_IsDoneAllTheSame_AlsoWhenTheHostStopsJustThen()
    {
        var chat = await CloseOverWordsAsync();
        var stopped = new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously);
        var runtime = new Mock<IChatRuntime>();
        using var workers = NewWorkers(runtime.Object);
        runtime.Setup(r => r.StartAsync(It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .Callback(() => stopped.SetResult(workers.StopAsync(default)))
            .ThrowsAsync(new IOException());
        await workers.StartAsync(default);

        await await stopped.Task.WaitAsync(Limit);

        Assert.Null(_queue.Describe(chat));
        Assert.Contains(await _world.ChatOfAsync(), _world.Store.Open);
    }

    private TurnWorkers NewWorkers(IChatRuntime runtime) =>
        new(_queue, _world.Relay, runtime, new MissingChats(), _outage, _world.Time, NullLogger<TurnWorkers>.Instance);

    /// <summary>The agent closes while the customer's words wait: the next turn carries them over.</summary>
    private async Task<string> CloseOverWordsAsync()
    {
        await _world.WriteAsync("1", "hello");
        var chat = await _world.ChatOfAsync();
        await _world.TurnAsync(chat);
        await _world.WriteAsync("2", "one more thing");
        _world.Upstream.State = ChatState.Idle;
        _queue.TryWake(chat, TimeSpan.Zero);
        return chat;
    }

    /// <summary>Where wake-ups are left for who holds the lease.</summary>
    private sealed class WakeRows : IRunnerLease
    {
        public TaskCompletionSource<string> Left { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task WakeAsync(string chatId, CancellationToken cancellationToken)
        {
            Left.TrySetResult(chatId);
            return Task.CompletedTask;
        }

        public Task<LeaseRound> HoldAsync(DateTimeOffset until, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task RemoveAsync(IReadOnlyList<Wake> wakes, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task ReleaseAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
