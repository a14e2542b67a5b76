using System.Net.WebSockets;
using System.Text.Json;
using CustomerChat.Chats;
using CustomerChat.Ledger;
using CustomerChat.Turn;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CustomerChat.App.DirectLine;

/// <summary>
/// Direct Line's streams: a WebSocket by which a client gets activities as they come
/// (https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-direct-line-3-0-receive-activities). Only for a host that can hold one.
/// </summary>
public sealed partial class DirectLineStreams(ChatLedger ledger, IChatRuntime runtime, StorageOutage outage, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<DirectLineStreams> logger)
{
    /// <summary>The streams of one chat at once: its customer's tabs and devices.</summary>
    public const int MostOfAChat = 8;

    /// <summary>The streams of one caller at once: many customers may share an address.</summary>
    public const int MostOfACaller = 200;

    /// <summary>What a client may send in all, in bytes: clients send empty messages, to see whether the connection lives.</summary>
    private const int MostReceived = 16_384;

    /// <summary>How long until the storage is asked again, where another process runs the chat's turns: what that one commits is not told here.</summary>
    private static readonly TimeSpan ElsewhereEvery = TimeSpan.FromSeconds(2);

    /// <summary>The same, where this process runs them.</summary>
    private static readonly TimeSpan HereEvery = TimeSpan.FromSeconds(20);

    /// <summary>The same, for a chat that has ended.</summary>
    private static readonly TimeSpan EndedEvery = TimeSpan.FromMinutes(1);

    /// <summary>A client that does not take an answer for so long is gone.</summary>
    private static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _open = new(StringComparer.Ordinal);

    /// <summary>Whether there may be one more; then <see cref="Left"/> has to follow.</summary>
    internal bool TryEnter(string chatId, string caller)
    {
        var (chat, from) = ("chat " + chatId, "caller " + caller);
        lock (_lock)
        {
            if (_open.GetValueOrDefault(chat) >= MostOfAChat || _open.GetValueOrDefault(from) >= MostOfACaller)
            {
                return false;
            }

            (_open[chat], _open[from]) = (_open.GetValueOrDefault(chat) + 1, _open.GetValueOrDefault(from) + 1);
            return true;
        }
    }

    internal void Left(string chatId, string caller)
    {
        lock (_lock)
        {
            foreach (var key in new[] { "chat " + chatId, "caller " + caller })
            {
                if (--_open[key] == 0)
                {
                    _open.Remove(key);
                }
            }
        }
    }

    /// <summary>Sends what follows a watermark, at once and then as it comes, until the client goes, the host stops or the chat is erased.</summary>
    /// <param name="context">The request that opens the WebSocket.</param>
    /// <param name="after">The watermark.</param>
    /// <param name="chatId">The chat.</param>
    /// <param name="look">Reads the chat, no older than it is told; null = it is gone.</param>
    /// <param name="read">Reads its activities after a watermark.</param>
    internal async Task RunAsync(
        HttpContext context, Watermark after, string chatId, Func<TimeSpan, CancellationToken, Task<Chat?>> look, Func<Chat, Watermark, CancellationToken, Task<ActivitySet>> read)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        using var watch = ledger.Watch(chatId);
        var listening = ListenAsync(socket, stop, context.RequestAborted);
        var (isGone, isFirst, wait) = (false, true, TimeSpan.Zero);
        while (!stop.IsCancellationRequested && !isGone)
        {
            try
            {
                if (await look(wait, stop.Token) is not { } chat)
                {
                    isGone = true;
                    continue;
                }

                var set = await read(chat, after, stop.Token);
                if (isFirst || set.Activities.Count > 0)
                {
                    // The first set may be empty: by it the client knows that it is connected.
                    using var slow = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
                    slow.CancelAfter(SendLimit);
                    await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(set, DirectLineJson.Readable.ActivitySet), WebSocketMessageType.Text, true, slow.Token);
                }

                (isFirst, var before) = (false, after);
                _ = Watermark.TryParse(set.Watermark, out after);
                wait = chat.State == ChatState.Idle ? EndedEvery : await runtime.DescribeAsync(chatId, stop.Token) is null ? ElsewhereEvery : HereEvery;
                if (after == before || after.Index >= chat.LastIndex)
                {
                    await watch.WaitAsync(wait, stop.Token);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or WebSocketException)
            {
                // The client or the host goes. What was not sent is sent to the client's next stream.
                break;
            }
            catch (Exception e)
            {
                if (!outage.Takes(e))
                {
                    Log.Failed(logger, chatId, e);
                }

                await watch.WaitAsync(ElsewhereEvery, stop.Token);
            }
        }

        await CloseAsync(socket, isGone, listening);
    }

    /// <summary>Hears that the client closes the stream, and that it lives: what it sends says nothing.</summary>
    private static async Task ListenAsync(WebSocket socket, CancellationTokenSource stop, CancellationToken aborted)
    {
        var (buffer, received) = (new byte[256], 0);
        try
        {
            while (received <= MostReceived && await socket.ReceiveAsync(buffer.AsMemory(), aborted) is { MessageType: not WebSocketMessageType.Close } part)
            {
                received += part.Count;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // It is gone without a word.
        }

        await stop.CancelAsync();
    }

    /// <summary>Says goodbye, and waits a moment for the client's.</summary>
    private async Task CloseAsync(WebSocket socket, bool isGone, Task listening)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2), time);
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(
                    isGone ? WebSocketCloseStatus.PolicyViolation : WebSocketCloseStatus.EndpointUnavailable, isGone ? "There is no such conversation." : "Connect again.", limit.Token);
                await listening.WaitAsync(limit.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // It is gone already.
        }

        socket.Abort();
        await listening;
    }

    private static partial class Log
    {
        [LoggerMessage(321, LogLevel.Error, "Chat {ChatId}: its stream could not read it; it tries again.")]
        public static partial void Failed(ILogger logger, ShortChatId chatId, Exception exception);
    }
}
