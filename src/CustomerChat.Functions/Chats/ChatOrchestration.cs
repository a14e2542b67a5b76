using CustomerChat.Chats;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace CustomerChat.Functions.Chats;

/// <summary>
/// One per open chat, its instance id the chat's id: turn, then the event <c>Wake</c> or a durable timer, and again; after a
/// number of turns it begins anew, so that its history stays small. No clock, no I/O, no configuration in here.
/// </summary>
public static partial class ChatOrchestration
{
    public const string Name = "ChatOrchestration";

    /// <summary>The event that asks for a turn soon. It carries nothing: the turn reads the store.</summary>
    public const string Wake = "Wake";

    /// <summary>Turns until it begins anew.</summary>
    public const int TurnsPerExecution = 20;

    /// <summary>
    /// Durable timers fire up to a second early and are a busy loop when they are short
    /// (https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-timers): what is due sooner is waited for
    /// by the activity itself.
    /// </summary>
    public static readonly TimeSpan ShortestTimer = TimeSpan.FromSeconds(2);

    /// <summary>The wait after an activity that failed for good: the chat goes on being polled, within 30 s of the last poll.</summary>
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
        for (var turn = 0; turn < TurnsPerExecution; turn++)
        {
            var report = await TurnAsync(context, loop, logger);
            context.SetCustomStatus(new ChatStatus(report.State, report.LastIndex));
            if (report.Ended)
            {
                return;
            }

            loop = loop with { Failures = report.Failures, DueInMilliseconds = report.DueInMilliseconds };
            if (!report.HandOver && TimeSpan.FromMilliseconds(loop.DueInMilliseconds) >= ShortestTimer)
            {
                await WaitAsync(context, TimeSpan.FromMilliseconds(loop.DueInMilliseconds));
                loop = loop with { DueInMilliseconds = 0 };
            }
        }

        // Events that wait are not taken along: the new execution begins with a turn, and that is all they ask for.
        context.ContinueAsNew(loop, preserveUnprocessedEvents: false);
    }

    private static async Task<TurnReport> TurnAsync(TaskOrchestrationContext context, ChatLoop loop, ILogger logger)
    {
        var request = new TurnRequest
        {
            ChatId = context.InstanceId,
            Failures = loop.Failures,
            DueInMilliseconds = loop.DueInMilliseconds,
        };
        try
        {
            return await context.CallActivityAsync<TurnReport>(RelayTurn.Name, request, Retried);
        }
        catch (TaskFailedException e)
        {
            Log.TurnFailed(logger, context.InstanceId, e.FailureDetails.ErrorType);
            return new TurnReport { DueInMilliseconds = (int)AfterFailure.TotalMilliseconds, Failures = loop.Failures + 1 };
        }
    }

    private static async Task WaitAsync(TaskOrchestrationContext context, TimeSpan wait)
    {
        using var loser = new CancellationTokenSource();
        var woken = context.WaitForExternalEvent<object?>(Wake, loser.Token);
        var due = context.CreateTimer(context.CurrentUtcDateTime + wait, loser.Token);
        await Task.WhenAny(woken, due);
        loser.Cancel();
    }

    private static partial class Log
    {
        [LoggerMessage(600, LogLevel.Error, "Chat {ChatId}: its turn failed for good ({ErrorType}); it goes on after a longer wait.")]
        public static partial void TurnFailed(ILogger logger, ShortChatId chatId, string errorType);
    }
}
