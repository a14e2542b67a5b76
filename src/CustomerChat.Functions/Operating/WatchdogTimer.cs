using CustomerChat.Functions.Chats;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace CustomerChat.Functions.Operating;

/// <summary>
/// Every quarter of an hour: behind the watchdog's orchestration, for chats that are open when that does not run. No timer is
/// more frequent, so that an idle app may scale to zero.
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
