using CustomerChat.Operating;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;

namespace CustomerChat.Functions.Operating;

/// <summary>Every day at 3:17 UTC: removes chats whose retention time is over, and the history of orchestrations that have ended.</summary>
public sealed class HousekeepingTimer(Housekeeping housekeeping, IOptions<RetentionOptions> options, TimeProvider time)
{
    /// <summary>How long the engine's history is kept. It holds nothing that the transcript does not hold: a week is enough to find the cause of a fault.</summary>
    public const int HistoryDays = 7;

    private static readonly OrchestrationRuntimeStatus[] Ended =
        [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

    [Function("Housekeeping")]
    public async Task RunAsync(
        [TimerTrigger("0 17 3 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        await housekeeping.RunAsync(cancellationToken);
        var days = options.Value.Days == 0 ? HistoryDays : Math.Min(HistoryDays, options.Value.Days);
        // Without a start time, the call fails in some backends (https://github.com/microsoft/durabletask-mssql/issues/224).
        await client.PurgeAllInstancesAsync(
            new PurgeInstancesFilter(DateTimeOffset.UnixEpoch, time.GetUtcNow().AddDays(-days), Ended), cancellationToken);
    }
}
