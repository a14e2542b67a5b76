using CustomerChat.Functions.Chats;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace CustomerChat.Functions.Tests;

/// <summary>An orchestration's context by script: what each turn reports, and who wins each wait. Everything it is asked for is written down.</summary>
internal sealed class Script
{
    private readonly Mock<TaskOrchestrationContext> _context = new();
    private readonly Queue<Func<TurnReport>> _turns = new();
    private readonly Queue<bool> _eventWins = new();
    private readonly DateTime _now = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public Script(ChatLoop? input = null)
    {
        _context.SetupGet(c => c.InstanceId).Returns("chat-1");
        _context.SetupGet(c => c.CurrentUtcDateTime).Returns(() => _now);
        _context.Setup(c => c.CreateReplaySafeLogger(It.IsAny<string>())).Returns<string>(_ => (ILogger)NullLogger.Instance);
        _context.Setup(c => c.GetInput<ChatLoop>()).Returns(input);
        _context.Setup(c => c.CallActivityAsync<TurnReport>(It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<TaskOptions?>()))
            .Returns<TaskName, object?, TaskOptions?>((name, request, options) =>
            {
                Calls.Add($"{name.Name} {request}");
                Options = options;
                var report = _turns.Count > 1 ? _turns.Dequeue() : _turns.Peek();
                try
                {
                    return Task.FromResult(report());
                }
                catch (TaskFailedException e)
                {
                    return Task.FromException<TurnReport>(e);
                }
            });
        _context.Setup(c => c.CreateTimer(It.IsAny<DateTime>(), It.IsAny<CancellationToken>()))
            .Returns<DateTime, CancellationToken>((at, token) =>
            {
                Calls.Add($"timer {at - _now}");
                Timers.Add(token);
                return Waiting(!NextEventWins(), token);
            });
        _context.Setup(c => c.WaitForExternalEvent<object?>(It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .Returns<string, CancellationToken>(async (name, token) =>
            {
                Calls.Add($"event {name}");
                Events.Add(token);
                await Waiting(_eventWins.TryPeek(out var wins) && wins, token);
                return null;
            });
        _context.Setup(c => c.SetCustomStatus(It.IsAny<object?>())).Callback<object?>(status => Calls.Add($"status {status}"));
        _context.Setup(c => c.ContinueAsNew(It.IsAny<object?>(), It.IsAny<bool>()))
            .Callback<object?, bool>((next, preserve) =>
            {
                Calls.Add($"again {next} {preserve}");
                Next = (ChatLoop?)next;
            });
    }

    public List<string> Calls { get; } = [];

    public List<CancellationToken> Timers { get; } = [];

    public List<CancellationToken> Events { get; } = [];

    public TaskOptions? Options { get; private set; }

    public ChatLoop? Next { get; private set; }

    /// <summary>The next turn's report; the last one is given again and again.</summary>
    public Script Turn(TurnReport report)
    {
        _turns.Enqueue(() => report);
        return this;
    }

    public Script TurnFails(string errorType)
    {
        _turns.Enqueue(() => throw new TaskFailedException(RelayTurn.Name, 1, new TaskFailureDetails(errorType, "test", null, null, null)));
        return this;
    }

    public Script EventWins(bool wins = true)
    {
        _eventWins.Enqueue(wins);
        return this;
    }

    public async Task<Script> RunAsync()
    {
        await ChatOrchestration.RunAsync(_context.Object);
        return this;
    }

    private bool NextEventWins() => _eventWins.TryDequeue(out var wins) && wins;

    private static Task Waiting(bool wins, CancellationToken token) => wins ? Task.CompletedTask : Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
}
