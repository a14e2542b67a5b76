using CustomerChat.Chats;
using CustomerChat.Functions.Chats;
using CustomerChat.Operating;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace CustomerChat.Functions.Timers;

/// <summary>Starts open chats again whose turns have stopped.</summary>
public sealed partial class Watchdog(DurableChatRuntime runtime, IChatIndex index, TimeProvider time, ILogger<Watchdog> logger)
{
    /// <summary>A running instance that has given no sign for this long is not believed.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);

    /// <summary>A chat this young may not have been started yet by who opened it.</summary>
    private static readonly TimeSpan Young = TimeSpan.FromSeconds(30);

    private static readonly OrchestrationRuntimeStatus[] Alive = [OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Pending];

    /// <summary>How many chats were started again.</summary>
    public async Task<int> RunAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        runtime.With(client);
        var alive = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var instance in client.GetAllInstancesAsync(new OrchestrationQuery(Statuses: Alive, PageSize: 1_000)).WithCancellation(cancellationToken))
        {
            alive.Add(instance.InstanceId);
        }

        var restarted = 0;
        for (var shard = 0; shard < IChatIndex.Shards; shard++)
        {
            await foreach (var chat in index.ListOpenAsync(shard, cancellationToken))
            {
                if (HasStopped(chat, alive.Contains(chat.ChatId), time.GetUtcNow()) && await TryReplaceAsync(chat.ChatId, cancellationToken))
                {
                    restarted++;
                }
            }
        }

        return restarted;
    }

    /// <summary>Whether a chat's turns have stopped: its instance does not run, or says so and does nothing. Pure.</summary>
    public static bool HasStopped(OpenChat chat, bool alive, DateTimeOffset now) =>
        now - chat.OpenedAt > Young
        && (!alive || now - (chat.SignOfLifeAt ?? chat.OpenedAt) > Silence);

    private async Task<bool> TryReplaceAsync(string chatId, CancellationToken cancellationToken)
    {
        try
        {
            await runtime.ReplaceAsync(chatId, cancellationToken);
            Telemetry.WatchdogRestarts.Add(1);
            Log.Restarted(logger, chatId);
            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The other chats are not to wait for this one; it is tried again in a minute.
            Log.NotRestarted(logger, chatId, e);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(620, LogLevel.Warning, "Chat {ChatId}: its turns had stopped; started again.")]
        public static partial void Restarted(ILogger logger, ShortChatId chatId);

        [LoggerMessage(621, LogLevel.Error, "Chat {ChatId}: its turns have stopped and could not be started again.")]
        public static partial void NotRestarted(ILogger logger, ShortChatId chatId, Exception exception);
    }
}
