using CustomerChat.Chats;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace CustomerChat.Functions.Chats;

/// <summary>
/// The orchestration of an open chat: there is one for each. It runs the activity <c>RelayTurn</c>, which polls. When the activity returns before the next poll is
/// due, the orchestration waits for a durable timer or for the event <c>Wake</c>, whichever comes first. If a <c>Wake</c> comes while an activity runs, the
/// orchestration runs a short turn beside it. After a number of turns it continues as new, so that its history stays small. It uses no clock, no I/O and no
/// configuration.
/// </summary>
public static partial class ChatOrchestration
{
    public const string Name = "ChatOrchestration";

    /// <summary>The version of this code; see "Changing the orchestration" in README.md. <c>host.json</c> must name the same version.</summary>
    public const int CurrentVersion = 2;

    /// <summary>The event that asks for a turn soon. It carries no data: the turn reads the store.</summary>
    public const string Wake = "Wake";

    /// <summary>How many turns the orchestration runs before it continues as new.</summary>
    public const int TurnsPerExecution = 20;

    /// <summary>
    /// The shortest wait for which a durable timer is used. Durable timers fire up to a second early, and a short one makes a busy loop
    /// (https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-timers). If the next poll is due sooner, the activity itself waits.
    /// </summary>
    public static readonly TimeSpan ShortestTimer = TimeSpan.FromSeconds(2);

    /// <summary>The wait after an activity that failed and is not retried. The polls go on: the next one is within 30 s of the last one.</summary>
    public static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(15);

    private static readonly TaskOptions Retried = TaskOptions.FromRetryPolicy(
        new RetryPolicy(maxNumberOfAttempts: 3, firstRetryInterval: TimeSpan.FromSeconds(2), backoffCoefficient: 1.5)
        {
            HandleFailure = Transient.Is,
        });

    [Function(Name)]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var logger = context.CreateReplaySafeLogger(Name);
        var loop = context.GetInput<ChatLoop>() ?? new ChatLoop();
        if (loop.Version == 1)
        {
            await RunVersion1Async(context, loop, logger);
            return;
        }

        var woken = ListenAsync(context);
        for (var turns = 0; turns < TurnsPerExecution; turns++)
        {
            if (woken.IsCompleted)
            {
                // The turn that begins now reads the chat again. The event asks for nothing more.
                woken = ListenAsync(context);
            }

            var turn = TurnAsync(context, loop, logger);
            while (await Task.WhenAny(turn, woken) == woken && !turn.IsCompleted)
            {
                woken = ListenAsync(context);
                turns++;
                await AnswerAsync(context, loop, logger);
            }

            var report = await turn;
            context.SetCustomStatus(new ChatStatus(report.State, report.LastIndex));
            if (report.Ended)
            {
                return;
            }

            loop = loop with { Failures = report.Failures, DueAt = report.DueAt, HeartbeatAt = report.HeartbeatAt };
            if (!report.PollsOn && loop.DueAt?.UtcDateTime is { } due && due - context.CurrentUtcDateTime >= ShortestTimer)
            {
                await WaitAsync(context, due, woken);
                loop = loop with { DueAt = null };
            }
        }

        // Events that wait are dropped: the new execution begins with a turn that reads the chat again.
        context.ContinueAsNew(loop, preserveUnprocessedEvents: false);
    }

    /// <summary>
    /// Runs an execution that version 1 began. It must go on exactly as version 1 did, because the engine replays its history against this code. The execution becomes
    /// version 2 at its end, twenty windows (20 to 40 minutes) later.
    /// </summary>
    private static async Task RunVersion1Async(TaskOrchestrationContext context, ChatLoop loop, ILogger logger)
    {
        for (var turn = 0; turn < TurnsPerExecution; turn++)
        {
            var report = await TurnAsync(context, loop, logger);
            context.SetCustomStatus(new ChatStatus(report.State, report.LastIndex));
            if (report.Ended)
            {
                return;
            }

            loop = loop with { Failures = report.Failures, DueInMilliseconds = report.DueInMilliseconds, HeartbeatAt = report.HeartbeatAt };
            if (!report.PollsOn && TimeSpan.FromMilliseconds(loop.DueInMilliseconds) >= ShortestTimer)
            {
                using var loser = new CancellationTokenSource();
                await WaitAsync(
                    context,
                    context.CurrentUtcDateTime.AddMilliseconds(loop.DueInMilliseconds),
                    context.WaitForExternalEvent<object?>(Wake, loser.Token));
                loser.Cancel();
                loop = loop with { DueInMilliseconds = 0 };
            }
        }

        var next = loop with { Version = CurrentVersion, ChatId = context.InstanceId, DueInMilliseconds = 0 };
        context.ContinueAsNew(new ContinueAsNewOptions { NewInput = next, NewVersion = VersionName, PreserveUnprocessedEvents = false });
    }

    /// <summary>The version in the engine's form. <c>host.json</c> has it, and each start of an orchestration names it.</summary>
    public static string VersionName { get; } = CurrentVersion.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static Task ListenAsync(TaskOrchestrationContext context) => context.WaitForExternalEvent<object?>(Wake);

    private static async Task<WindowReport> TurnAsync(TaskOrchestrationContext context, ChatLoop loop, ILogger logger)
    {
        try
        {
            return await context.CallActivityAsync<WindowReport>(RelayTurn.Name, Request(context, loop), Retried);
        }
        catch (TaskFailedException e)
        {
            Log.TurnFailed(logger, ChatIdOf(context, loop), e.FailureDetails.ErrorType);
            return new WindowReport
            {
                DueInMilliseconds = (int)AfterFailure.TotalMilliseconds,
                DueAt = context.CurrentUtcDateTime + AfterFailure,
                Failures = loop.Failures + 1,
                HeartbeatAt = loop.HeartbeatAt,
            };
        }
    }

    /// <summary>Runs one turn beside the window. If the turn fails, the window reads the chat again within half a minute.</summary>
    private static async Task AnswerAsync(TaskOrchestrationContext context, ChatLoop loop, ILogger logger)
    {
        try
        {
            await context.CallActivityAsync<WindowReport>(RelayTurn.Name, Request(context, loop) with { IsShort = true });
        }
        catch (TaskFailedException e)
        {
            Log.AnswerFailed(logger, ChatIdOf(context, loop), e.FailureDetails.ErrorType);
        }
    }

    private static TurnRequest Request(TaskOrchestrationContext context, ChatLoop loop) => new()
    {
        ChatId = ChatIdOf(context, loop),
        Failures = loop.Failures,
        DueInMilliseconds = loop.DueInMilliseconds,
        DueAt = loop.DueAt,
        HeartbeatAt = loop.HeartbeatAt,
    };

    private static string ChatIdOf(TaskOrchestrationContext context, ChatLoop loop) => loop.ChatId ?? context.InstanceId;

    private static async Task WaitAsync(TaskOrchestrationContext context, DateTime due, Task woken)
    {
        using var loser = new CancellationTokenSource();
        await Task.WhenAny(woken, context.CreateTimer(due, loser.Token));
        loser.Cancel();
    }

    private static partial class Log
    {
        [LoggerMessage(600, LogLevel.Error, "Chat {ChatId}: its turn failed and is not retried ({ErrorType}). The next turn comes after a longer wait.")]
        public static partial void TurnFailed(ILogger logger, ShortChatId chatId, string errorType);

        [LoggerMessage(601, LogLevel.Warning, "Chat {ChatId}: the short turn that answers a wake-up failed ({ErrorType}); its window goes on.")]
        public static partial void AnswerFailed(ILogger logger, ShortChatId chatId, string errorType);
    }
}
