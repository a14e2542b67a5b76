using CustomerChat.Functions.Chats;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace CustomerChat.Functions.Operating;

/// <summary>
/// Looks at the chats every quarter of an hour, in case chats are open and the watchdog's orchestration does not run. No timer is more frequent, so that an idle
/// app can scale to zero.
/// </summary>
public sealed class WatchdogTimer(Watchdog watchdog, DurableChatRuntime runtime)
{
    public const string Schedule = "0 */15 * * * *";

    [Function("Watchdog")]
    public async Task RunAsync([TimerTrigger(Schedule)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (await watchdog.RunAsync(waited: TimeSpan.Zero, cancellationToken) > 0)
        {
            await runtime.EnsureWatchdogAsync(cancellationToken);
        }
    }
}
