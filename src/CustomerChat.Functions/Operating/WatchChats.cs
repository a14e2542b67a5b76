using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace CustomerChat.Functions.Operating;

/// <summary>The watchdog's activity: it looks once at all open chats.</summary>
public sealed class WatchChats(Watchdog watchdog, TimeProvider time)
{
    public const string Name = "LookAtChats";

    /// <returns>How many chats are open.</returns>
    [Function(Name)]
    public Task<int> RunAsync([ActivityTrigger] WatchRequest request, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        watchdog.RunAsync(waited: time.GetUtcNow() - request.ScheduledAt, cancellationToken);
}

/// <summary>The input of the activity. Properties are only added, never removed.</summary>
public sealed record WatchRequest
{
    /// <summary>When the orchestration scheduled the activity.</summary>
    public DateTimeOffset ScheduledAt { get; init; }
}
