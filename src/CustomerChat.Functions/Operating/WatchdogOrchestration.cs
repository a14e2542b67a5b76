using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace CustomerChat.Functions.Operating;

/// <summary>
/// Watches the chats while there are open ones, and ends when there are none: an idle app is not woken by it. Who starts or
/// wakes a chat sees to it that it runs (<see cref="Chats.DurableChatRuntime.EnsureWatchdogAsync"/>), and so does <see cref="WatchdogTimer"/>.
/// </summary>
public static class WatchdogOrchestration
{
    public const string Name = "WatchChats";

    /// <summary>There is one of it.</summary>
    public const string InstanceId = "watchdog";

    /// <summary>The wait between two looks. A chat is silent for 70 s before it counts as stopped: so it is back within two minutes.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(40);

    /// <summary>Looks until it begins anew, so that its history stays small.</summary>
    private const int LooksPerExecution = 30;

    /// <summary>How many looks must have found no open chat before it ends: a chat that is being opened may be missed by one.</summary>
    private const int LooksUntilIdle = 2;

    [Function(Name)]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var loop = context.GetInput<WatchdogLoop>() ?? new WatchdogLoop();
        for (var look = 0; look < LooksPerExecution; look++)
        {
            loop = new WatchdogLoop { IdleLooks = await HasOpenChatsAsync(context) ? 0 : loop.IdleLooks + 1 };
            if (loop.IdleLooks >= LooksUntilIdle)
            {
                return;
            }

            await context.CreateTimer(Every, CancellationToken.None);
        }

        context.ContinueAsNew(loop, preserveUnprocessedEvents: false);
    }

    private static async Task<bool> HasOpenChatsAsync(TaskOrchestrationContext context)
    {
        try
        {
            return await context.CallActivityAsync<int>(WatchChats.Name, new WatchRequest { ScheduledAt = context.CurrentUtcDateTime }) > 0;
        }
        catch (TaskFailedException)
        {
            // The storage, most likely: it looks again.
            return true;
        }
    }
}

/// <summary>Input of the watchdog's orchestration. Only ever extended.</summary>
public sealed record WatchdogLoop
{
    /// <summary>How many looks in a row have found no open chat.</summary>
    public int IdleLooks { get; init; }
}
