using CustomerChat.Operating;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;

namespace CustomerChat.Functions.Operating;

/// <summary>Every day at 3:17 UTC: chats whose time is over are removed, and the history of orchestrations that have ended.</summary>
public sealed class HousekeepingTimer(Housekeeping housekeeping, IOptions<RetentionOptions> options, TimeProvider time)
{
    /// <summary>The engine's history says nothing that the transcript does not: a week of it is enough to look into a fault.</summary>
    public const int HistoryDays = 7;

    private static readonly OrchestrationRuntimeStatus[] Ended =
        [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

    [Function("Housekeeping")]
    public async Task RunAsync(
        [TimerTrigger("0 17 3 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        await housekeeping.RunAsync(cancellationToken);
        var days = options.Value.Days == 0 ? HistoryDays : Math.Min(HistoryDays, options.Value.Days);
        // Without a beginning, some backends' side of this call fails (https://github.com/microsoft/durabletask-mssql/issues/224).
        await client.PurgeAllInstancesAsync(
            new PurgeInstancesFilter(DateTimeOffset.UnixEpoch, time.GetUtcNow().AddDays(-days), Ended), cancellationToken);
    }
}
