using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CustomerChat.Testing;

/// <summary>A collector that keeps what it gets. Texts stand in protobuf as they are.</summary>
internal sealed class Collector(WebApplication app) : IAsyncDisposable
{
    private readonly ConcurrentQueue<byte[]> _bodies = new();

    public Uri Address => new(app.Urls.First());

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var collector = new Collector(builder.Build());
        await collector.RunAsync();
        return collector;
    }

    public bool Holds(string text) => Count(Encoding.UTF8.GetBytes(text)) > 0;

    /// <summary>Whether a span of a trace and a name was taken: in OTLP's protobuf a span begins with its trace id, and its name follows soon.</summary>
    public bool HoldsSpan(byte[] trace, string name)
    {
        const int nearby = 120;
        var wanted = Encoding.UTF8.GetBytes(name);
        return _bodies.Any(body =>
        {
            for (var at = body.AsSpan().IndexOf(trace); at >= 0;)
            {
                if (body.AsSpan(at, Math.Min(nearby, body.Length - at)).IndexOf(wanted) >= 0)
                {
                    return true;
                }

                var next = body.AsSpan(at + 1).IndexOf(trace);
                at = next < 0 ? -1 : at + 1 + next;
            }

            return false;
        });
    }

    public int Count(byte[] bytes) => _bodies.Sum(body =>
    {
        var count = 0;
        var rest = body.AsSpan();
        for (int at; (at = rest.IndexOf(bytes)) >= 0; rest = rest[(at + 1)..])
        {
            count++;
        }

        return count;
    });

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private Task RunAsync()
    {
        app.MapPost("/v1/{kind}", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            _bodies.Enqueue(body.ToArray());
            return Results.Bytes([], "application/x-protobuf");
        });
        return app.StartAsync();
    }
}
