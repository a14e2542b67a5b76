using CustomerChat.Chats;
using CustomerChat.Functions.Chats;
using CustomerChat.Ledger;
using CustomerChat.Operating;
using Microsoft.Extensions.Logging;

namespace CustomerChat.Functions.Operating;

/// <summary>Looks at all open chats. It starts the chats again whose turns have stopped, even if the engine reports that their orchestrations run.</summary>
public sealed partial class Watchdog(DurableChatRuntime runtime, IChatIndex index, IChatStore store, TimeProvider time, ILogger<Watchdog> logger)
{
    /// <summary>A chat without a heartbeat for this long has stopped. The time covers two heartbeats and a slow poll.</summary>
    public static readonly TimeSpan Silence = (TurnWindow.HeartbeatEvery * 2) + TimeSpan.FromSeconds(10);

    /// <summary>
    /// The watchdog's own activity waits for a slot, as a chat's activity does. If it had to wait for this long, few slots are free. Then chats without a heartbeat wait
    /// for a slot too, and a new orchestration would have to wait behind them.
    /// </summary>
    public static readonly TimeSpan SlotsAreShort = TimeSpan.FromSeconds(10);

    /// <summary>How many chats are started again at the same time. One that hangs takes up to 20 s (<see cref="DurableChatRuntime.TryReplaceAsync"/>).</summary>
    private const int AtOnce = 16;

    /// <summary>A note in the index without a chat was left by a crash between the two writes. After this time, nobody can still be opening the chat.</summary>
    public static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(10);

    /// <summary>Looks once at all open chats.</summary>
    /// <param name="waited">How long this look had to wait for a slot.</param>
    /// <param name="cancellationToken">Ends the look between two chats.</param>
    /// <returns>How many chats are open.</returns>
    public async Task<int> RunAsync(TimeSpan waited, CancellationToken cancellationToken)
    {
        var open = 0;
        for (var shard = 0; shard < IChatIndex.Shards; shard++)
        {
            var among = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(index.ListOpenAsync(shard, cancellationToken), among, async (chat, _) =>
            {
                Interlocked.Increment(ref open);
                if (HasStopped(chat, waited, time.GetUtcNow()))
                {
                    // Not the loop's own token: if the index can't be read to its end, a restart that has begun is finished.
                    await ReviveAsync(chat, cancellationToken);
                }
            });
        }

        return open;
    }

    /// <summary>Whether a chat's turns have stopped. Pure.</summary>
    public static bool HasStopped(OpenChat chat, TimeSpan waited, DateTimeOffset now) =>
        waited < SlotsAreShort && now - (chat.HeartbeatAt ?? chat.OpenedAt) > Silence;

    private async Task ReviveAsync(OpenChat chat, CancellationToken cancellationToken)
    {
        try
        {
            if (time.GetUtcNow() - chat.OpenedAt > Abandoned && await store.LoadAsync(chat.ChatId, cancellationToken) is null)
            {
                await index.RemoveAsync(chat.ChatId, cancellationToken);
                Log.NoteWithoutChat(logger, chat.ChatId);
            }
            else if (await runtime.TryReplaceAsync(chat.ChatId, cancellationToken))
            {
                Telemetry.WatchdogRestarts.Add(1);
                Log.Restarted(logger, chat.ChatId);
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The other chats must not wait for this one. The next look tries it again.
            Log.NotRestarted(logger, chat.ChatId, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(620, LogLevel.Warning, "Chat {ChatId}: its turns had stopped; started again.")]
        public static partial void Restarted(ILogger logger, ShortChatId chatId);

        [LoggerMessage(621, LogLevel.Error, "Chat {ChatId}: its turns have stopped and could not be started again.")]
        public static partial void NotRestarted(ILogger logger, ShortChatId chatId, Exception exception);

        [LoggerMessage(622, LogLevel.Warning, "Chat {ChatId}: removed a note in the index: its chat was never created.")]
        public static partial void NoteWithoutChat(ILogger logger, ShortChatId chatId);
    }
}
