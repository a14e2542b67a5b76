using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace CustomerChat.Functions.Operating;

/// <summary>
/// Watches the chats while there are open ones. It ends when there are none, so that it does not wake an idle app. Every caller that starts or wakes a chat makes
/// sure that the watchdog runs (<see cref="Chats.DurableChatRuntime.EnsureWatchdogAsync"/>), and so does <see cref="WatchdogTimer"/>.
/// </summary>
public static class WatchdogOrchestration
{
    public const string Name = "WatchChats";

    /// <summary>The instance id of the orchestration. There is only one instance.</summary>
    public const string InstanceId = "watchdog";

    /// <summary>The wait between two looks. A chat counts as stopped after 70 s without a heartbeat, so it is started again within two minutes.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(40);

    /// <summary>How many looks the orchestration makes before it continues as new, so that its history stays small.</summary>
    private const int LooksPerExecution = 30;

    /// <summary>How many looks in a row must find no open chat before the orchestration ends. One look may miss a chat that is just being opened.</summary>
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
            // The storage most likely failed. The orchestration looks again.
            return true;
        }
    }
}

/// <summary>The input of the watchdog's orchestration. Properties are only added, never removed.</summary>
public sealed record WatchdogLoop
{
    /// <summary>How many looks in a row have found no open chat.</summary>
    public int IdleLooks { get; init; }
}
