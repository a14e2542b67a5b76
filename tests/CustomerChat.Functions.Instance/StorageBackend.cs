using DurableTask.AzureStorage;

namespace CustomerChat.Functions.Instances;

/// <summary>The engine's backend as in production, with the times of <c>host.json</c> where a test need not wait for them.</summary>
public static class StorageBackend
{
    /// <summary>After a crash a running activity is visible to the other instances again. As in <c>host.json</c>.</summary>
    private static readonly TimeSpan WorkItem = TimeSpan.FromSeconds(20);

    /// <summary>Shorter than in <c>host.json</c> (a minute): what waits in a dead instance's queue is taken up by another.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    public static AzureStorageOrchestrationService New(string connectionString, string hub, ILoggerFactory loggers) => new(new AzureStorageOrchestrationServiceSettings
    {
        TaskHubName = hub,
        StorageAccountClientProvider = new StorageAccountClientProvider(connectionString),
        PartitionCount = 4,
        MaxQueuePollingInterval = TimeSpan.FromSeconds(2),
        ControlQueueVisibilityTimeout = Lease,
        WorkItemQueueVisibilityTimeout = WorkItem,
        LeaseInterval = Lease,
        LeaseRenewInterval = Lease / 3,
        LeaseAcquireInterval = Lease / 3,
        MaxConcurrentTaskActivityWorkItems = 2_000,
        ThrowExceptionOnInvalidDedupeStatus = true,
        LoggerFactory = loggers,
    });
}
