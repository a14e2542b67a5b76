using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using CustomerChat.EndToEnd.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CustomerChat.EndToEnd.Channels;

/// <summary>A program that gets lifecycle events: takes what is signed, and fails as told.</summary>
internal sealed class EventReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Id, JsonNode Body)> _events = new();

    private EventReceiver(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    /// <summary>It breaks connections off.</summary>
    public bool IsDown { get; set; }

    /// <summary>What it answers to what is signed.</summary>
    public int Status { get; set; } = 204;

    /// <summary>Every event that reached it, in order.</summary>
    public IReadOnlyList<JsonNode> Bodies => [.. _events.Select(e => e.Body)];

    /// <summary>The same as what was told and by which id, at one moment.</summary>
    public IReadOnlyList<(string Id, string Told)> Events => [.. _events.Select(e => (e.Id, Describe(e.Body)))];

    /// <summary>What it was told: type and entry.</summary>
    public IReadOnlyList<string> Told => [.. Bodies.Select(Describe)];

    private static string Describe(JsonNode body) => $"{body["type"]} {body["data"]!["index"]}".TrimEnd();

    public static async Task<EventReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var receiver = new EventReceiver(app);
        app.Run(receiver.HandleAsync);
        await app.StartAsync();
        return receiver;
    }

    public Task<IReadOnlyList<string>> UntilAsync(string told) => Until.IsAsync(() => Task.FromResult(Told), all => all.Contains(told));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var body = await new StreamReader(context.Request.Body).ReadToEndAsync();
        if (IsDown)
        {
            context.Abort();
            return;
        }

        if (!Provider.VerifyWebhook(context.Request, body))
        {
            context.Response.StatusCode = 401;
            return;
        }

        _events.Enqueue((context.Request.Headers["webhook-id"].ToString(), JsonNode.Parse(body)!));
        context.Response.StatusCode = Status;
    }
}
