using CustomerChat.Functions.Operating;
using CustomerChat.Turn;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace CustomerChat.Functions.Chats;

/// <summary>The Functions host's engine for turns: an orchestration for each chat, and one orchestration that watches the chats.</summary>
public sealed class DurableChatRuntime(WakeSignals signals, TimeProvider time) : IChatRuntime
{
    private static readonly TimeSpan TerminationLimit = TimeSpan.FromSeconds(20);

    /// <summary>How often this instance makes sure that the watchdog runs.</summary>
    private static readonly TimeSpan EnsureEvery = TimeSpan.FromMinutes(1);

    private volatile DurableTaskClient? _client;
    private long _ensuredAt = long.MinValue;

    /// <summary>Sets the engine's client. The host gives it only through a function's binding: see <see cref="DurableClientMiddleware"/>.</summary>
    public void Use(DurableTaskClient client) => _client = client;

    private DurableTaskClient Client =>
        _client ?? throw new InvalidOperationException("The function that runs declares no [DurableClient], so the engine can't be reached from here.");

    /// <summary>Starts the chat's orchestration. An orchestration that runs is left alone; one that has ended is replaced.</summary>
    public async Task StartAsync(string chatId, CancellationToken cancellationToken)
    {
        try
        {
            await StartAsync(ChatInstance.IdOf(chatId), () => ScheduleAsync(chatId, cancellationToken), cancellationToken);
        }
        finally
        {
            // The watchdog starts a chat that could not be started here.
            await EnsureWatchdogAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Wakes the chat's window if it runs in this process. If another instance polls the chat, an event is needed, which costs storage transactions and a billed
    /// second. So the event is raised only when the next poll would be too late (urgent). If the chat has no orchestration that runs, because an earlier start failed or
    /// the orchestration has ended, the chat is started.
    /// </summary>
    public async Task WakeAsync(string chatId, bool urgent, CancellationToken cancellationToken)
    {
        if (signals.TryWake(chatId, readAgain: false) || !urgent)
        {
            return;
        }

        try
        {
            await Client.RaiseEventAsync(ChatInstance.IdOf(chatId), ChatOrchestration.Wake, null, cancellationToken);
            await EnsureWatchdogAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The engine refuses an event for an orchestration that does not exist or does not run. How it says so depends on the engine.
            if (await Client.GetInstanceAsync(ChatInstance.IdOf(chatId), cancellationToken) is { IsCompleted: false })
            {
                throw;
            }

            await StartAsync(chatId, cancellationToken);
        }
    }

    public async Task<RuntimeStatus?> DescribeAsync(string chatId, CancellationToken cancellationToken) =>
        await Client.GetInstanceAsync(ChatInstance.IdOf(chatId), cancellationToken) is { } instance
            ? new RuntimeStatus(instance.RuntimeStatus.ToString())
            : null;

    /// <summary>Starts the chat's orchestration again, even if the engine reports that one runs: that one is terminated first.</summary>
    /// <returns>False = the orchestration has not begun yet. A new one would have to wait in the same way.</returns>
    public async Task<bool> TryReplaceAsync(string chatId, CancellationToken cancellationToken)
    {
        var instanceId = ChatInstance.IdOf(chatId);
        switch (await Client.GetInstanceAsync(instanceId, cancellationToken))
        {
            case { RuntimeStatus: OrchestrationRuntimeStatus.Pending }:
                return false;
            case { IsCompleted: false }:
                await Client.TerminateInstanceAsync(instanceId, cancellationToken);
                using (var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
                {
                    limit.CancelAfter(TerminationLimit);
                    await Client.WaitForInstanceCompletionAsync(instanceId, limit.Token);
                }

                break;
        }

        await ScheduleAsync(chatId, cancellationToken);
        return true;
    }

    /// <summary>Makes sure that the watchdog's orchestration runs. It checks once a minute at most.</summary>
    public async Task EnsureWatchdogAsync(CancellationToken cancellationToken)
    {
        var (now, before) = (time.GetTimestamp(), Interlocked.Read(ref _ensuredAt));
        if ((before == long.MinValue || time.GetElapsedTime(before, now) >= EnsureEvery)
            && Interlocked.CompareExchange(ref _ensuredAt, now, before) == before)
        {
            try
            {
                await StartAsync(
                    WatchdogOrchestration.InstanceId,
                    () => Client.ScheduleNewOrchestrationInstanceAsync(
                        WatchdogOrchestration.Name, new WatchdogLoop(), Options(WatchdogOrchestration.InstanceId), cancellationToken),
                    cancellationToken);
            }
            catch
            {
                // The next caller tries again at once.
                Interlocked.CompareExchange(ref _ensuredAt, before, now);
                throw;
            }
        }
    }

    /// <summary>
    /// Starts an instance. If the start fails, the method checks whether the instance runs: the exception that the engine throws for a running instance has changed
    /// between versions of the engine.
    /// </summary>
    private async Task StartAsync(string instanceId, Func<Task<string>> schedule, CancellationToken cancellationToken)
    {
        if (await Client.GetInstanceAsync(instanceId, cancellationToken) is { IsCompleted: false })
        {
            return;
        }

        try
        {
            await schedule();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            if (await Client.GetInstanceAsync(instanceId, cancellationToken) is not { IsCompleted: false })
            {
                throw;
            }
        }
    }

    /// <summary>Schedules the chat's orchestration in the chat's own trace. The engine passes the trace on to the orchestration and its activities.</summary>
    private async Task<string> ScheduleAsync(string chatId, CancellationToken cancellationToken)
    {
        using var span = Telemetry.StartSpan("chat.start", chatId);
        var loop = new ChatLoop { Version = ChatOrchestration.CurrentVersion, ChatId = chatId };
        return await Client.ScheduleNewOrchestrationInstanceAsync(ChatOrchestration.Name, loop, Options(ChatInstance.IdOf(chatId)), cancellationToken);
    }

    private static StartOrchestrationOptions Options(string instanceId) => new(InstanceId: instanceId) { Version = ChatOrchestration.VersionName };
}
