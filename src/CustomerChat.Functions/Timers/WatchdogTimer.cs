using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace CustomerChat.Functions.Timers;

/// <summary>Every minute: the watchdog.</summary>
public sealed class WatchdogTimer(Watchdog watchdog)
{
    [Function("Watchdog")]
    public Task RunAsync(
        [TimerTrigger("0 * * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        watchdog.RunAsync(client, cancellationToken);
}
