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
/// Direct Line's streams: a WebSocket on which a client gets activities as they come
/// (https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-direct-line-3-0-receive-activities). Only for a host that can
/// hold a WebSocket.
/// </summary>
public sealed partial class DirectLineStreams(ChatLedger ledger, IChatRuntime runtime, StorageOutage outage, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<DirectLineStreams> logger)
{
    /// <summary>The most streams of one chat at the same time. The customer may have several tabs and devices.</summary>
    public const int MostOfAChat = 8;

    /// <summary>The most streams of one caller at the same time. Many customers may share an address.</summary>
    public const int MostOfACaller = 200;

    /// <summary>The most bytes that a client may send in total. Clients send empty messages to check the connection.</summary>
    private const int MostReceived = 16_384;

    /// <summary>
    /// How long until the stream reads the storage again, if another process runs the chat's turns. This process does not notice what the
    /// other one commits.
    /// </summary>
    private static readonly TimeSpan ElsewhereEvery = TimeSpan.FromSeconds(2);

    /// <summary>The same time, if this process runs the chat's turns.</summary>
    private static readonly TimeSpan HereEvery = TimeSpan.FromSeconds(20);

    /// <summary>The same time, for a chat that has ended.</summary>
    private static readonly TimeSpan EndedEvery = TimeSpan.FromMinutes(1);

    /// <summary>A client that does not take an answer within this time is gone.</summary>
    private static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _open = new(StringComparer.Ordinal);

    /// <summary>Whether one more stream may open. If it may, <see cref="Left"/> must be called when the stream ends.</summary>
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

    /// <summary>
    /// Sends the activities after a watermark: those that exist at once, new ones as they come. Ends when the client goes, the host stops
    /// or the chat is erased.
    /// </summary>
    /// <param name="context">The request that opens the WebSocket.</param>
    /// <param name="look">Reads the chat, no older than the given age; null = the chat is gone.</param>
    /// <param name="read">Reads the chat's activities after a watermark.</param>
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
                    // The first set may be empty. It tells the client that it is connected.
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
                // The client goes or the host stops. The client's next stream sends what this stream did not.
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

    /// <summary>Waits until the client closes the stream or breaks it off. The relay ignores what the client sends.</summary>
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
            // The client broke the connection off without closing the stream.
        }

        await stop.CancelAsync();
    }

    /// <summary>Closes the stream, and waits up to 2 s for the client to close it as well.</summary>
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
            // The client is gone already.
        }

        socket.Abort();
        await listening;
    }

    private static partial class Log
    {
        [LoggerMessage(321, LogLevel.Error, "Chat {ChatId}: a stream could not read the chat and will try again.")]
        public static partial void Failed(ILogger logger, ShortChatId chatId, Exception exception);
    }
}
