using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using CustomerChat.Chats;
using Microsoft.AspNetCore.Http;

namespace CustomerChat.App.Api;

/// <summary>
/// The reply of GetMessages, written page by page: <c>{"messages":[…],"statusCode":0}</c>. Entries that only agents may read are left out.
/// </summary>
internal sealed class MessagesResult : IResult
{
    /// <summary>The writer collects this many bytes before it sends them.</summary>
    private const int FlushAt = 32 * 1024;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly IAsyncEnumerator<ImmutableArray<ChatEntry>> _pages;
    private readonly Action<Exception> _failed;
    private bool _hasPage;

    private MessagesResult(IAsyncEnumerator<ImmutableArray<ChatEntry>> pages, bool hasPage, Action<Exception> failed) =>
        (_pages, _hasPage, _failed) = (pages, hasPage, failed);

    /// <summary>Reads the first page. If that fails, the client still gets an error.</summary>
    /// <param name="failed">Called when a later page can't be read.</param>
    public static async Task<IResult> StartAsync(
        IAsyncEnumerable<ImmutableArray<ChatEntry>> pages, Action<Exception> failed, CancellationToken cancellationToken)
    {
        var enumerator = pages.GetAsyncEnumerator(cancellationToken);
        try
        {
            return new MessagesResult(enumerator, await enumerator.MoveNextAsync(), failed);
        }
        catch
        {
            await enumerator.DisposeAsync();
            throw;
        }
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using var pages = _pages;
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        try
        {
            await WriteAsync(httpContext);
        }
        catch (Exception e) when (!httpContext.RequestAborted.IsCancellationRequested)
        {
            _failed(e);

            // The client already has a part of a success. Only a broken connection tells the client that the rest is missing.
            httpContext.Abort();
        }
    }

    private async Task WriteAsync(HttpContext context)
    {
        var body = context.Response.BodyWriter;
        await using var json = new Utf8JsonWriter(body, Options);
        json.WriteStartObject();
        json.WriteStartArray("messages");
        var sent = 0L;
        for (; _hasPage; _hasPage = await _pages.MoveNextAsync())
        {
            foreach (var entry in _pages.Current.Where(e => !e.IsForAgent))
            {
                JsonSerializer.Serialize(json, Views.Message(entry), ApiJson.Readable.MessageReply);
                if (json.BytesCommitted + json.BytesPending - sent > FlushAt)
                {
                    await json.FlushAsync(context.RequestAborted);
                    await body.FlushAsync(context.RequestAborted);
                    sent = json.BytesCommitted;
                }
            }
        }

        json.WriteEndArray();
        json.WriteNumber("statusCode", 0);
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
        await body.FlushAsync(context.RequestAborted);
    }
}
