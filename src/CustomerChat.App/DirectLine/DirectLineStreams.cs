using System.Net.WebSockets;
using System.Text.Json;
using CustomerChat.Chats;
using CustomerChat.Ledger;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace CustomerChat.App.DirectLine;

/// <summary>
/// Direct Line's streams: a WebSocket by which a client gets activities as they come
/// (https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-direct-line-3-0-receive-activities). Only for a host that can hold one.
/// </summary>
public sealed class DirectLineStreams(ChatLedger ledger, IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>The streams of one chat at once: its customer's tabs and devices.</summary>
    public const int MostOfAChat = 8;

    /// <summary>What another process has committed is seen after this.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    /// <summary>A client that does not take an answer for so long is gone.</summary>
    private static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _open = new(StringComparer.Ordinal);

    /// <summary>Whether the chat may have one more; then <see cref="Left"/> has to follow.</summary>
    internal bool TryEnter(string chatId)
    {
        lock (_lock)
        {
            var open = _open.GetValueOrDefault(chatId);
            if (open >= MostOfAChat)
            {
                return false;
            }

            _open[chatId] = open + 1;
            return true;
        }
    }

    internal void Left(string chatId)
    {
        lock (_lock)
        {
            if (--_open[chatId] == 0)
            {
                _open.Remove(chatId);
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
        var isGone = false;
        try
        {
            var (isFirst, maxAge) = (true, TimeSpan.Zero);
            while (!stop.IsCancellationRequested)
            {
                if (await look(maxAge, stop.Token) is not { } chat)
                {
                    isGone = true;
                    break;
                }

                var set = await read(chat, after, stop.Token);
                if (isFirst || set.Activities.Count > 0)
                {
                    // The first set may be empty: by it the client knows that it is connected.
                    using var slow = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
                    slow.CancelAfter(SendLimit);
                    await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(set, DirectLineJson.Readable.ActivitySet), WebSocketMessageType.Text, true, slow.Token);
                }

                (isFirst, maxAge) = (false, LookEvery);
                var isAll = Watermark.TryParse(set.Watermark, out var through) && through.Index >= chat.LastIndex;
                after = through;
                if (isAll)
                {
                    await watch.WaitAsync(LookEvery, stop.Token);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // The client or the host goes. What was not sent is sent to the client's next stream.
        }

        await CloseAsync(socket, isGone, listening);
    }

    /// <summary>Clients say nothing but empty messages, to see whether the connection lives. That they close it is heard here.</summary>
    private static async Task ListenAsync(WebSocket socket, CancellationTokenSource stop, CancellationToken aborted)
    {
        var buffer = new byte[256];
        try
        {
            while ((await socket.ReceiveAsync(buffer.AsMemory(), aborted)).MessageType != WebSocketMessageType.Close)
            {
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
            // Gone already.
        }

        socket.Abort();
        await listening;
    }
}
