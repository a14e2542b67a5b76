using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using CustomerChat.EndToEnd.Channels;
using CustomerChat.EndToEnd.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CustomerChat.EndToEnd.Ops;

/// <summary>A whole run with everything turned on, and everything that the relay said of it: to its console and to a collector.</summary>
[Collection(EndToEndCollection.Name)]
public class TelemetryTests(AzuriteFixture azurite)
{
    private const string SiteSecret = "site-secret-site-secret-site-secret";

    [Fact]
    public async Task LogsSpansAndMetrics_OfAWholeRun_HoldNothingThatSomebodyWrote_AndOneTraceAChat()
    {
        await using var collector = await Collector.StartAsync();
        await using var api = await ProviderEmulator.StartAsync();
        api.Fault = (call, n) => n % 3 == 0 ? new ProviderFault(500, "SECRETBODY") : null;
        var settings = new Dictionary<string, string>(Provider.Settings(api.Address))
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address.ToString(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "200",
            ["Logging:LogLevel:Default"] = "Debug",
            ["Logging:LogLevel:Microsoft"] = "Information",
            ["Logging:LogLevel:System.Net.Http"] = "Information",
            [$"ContactCenters:{Stack.CenterId}:SiteSecrets:0"] = SiteSecret,
        };
        await using var stack = await Stack.StartAsync(azurite, settings);
        using var provider = new Provider(stack.RelayAddress);
        using var agent = stack.NewAgent();
        var people = new[] { "sms", "whatsapp", "messenger", "telegram", "webhook" }.Select((c, i) => (Channel: c, Address: $"49170555012{i}")).ToList();
        foreach (var (channel, address) in people)
        {
            Assert.Equal(200, await provider.WriteAsync(channel, address, $"9{address}", $"WORDSOF{address}"));
            var chat = await agent.AcceptAsync(address);
            await agent.SayAsync(chat, $"ANSWERTO{address}");
            await Until.IsAsync(() => Task.FromResult(api.Taken(address)), taken => taken.Count == 1);
        }

        // Bad input, too: refusals are where a text slips into a log.
        await provider.WriteAsync("telegram", "4917055509999", "77", "TAMPERED", tamper: true);
        using var customer = stack.NewCustomer();
        await customer.OpenAsync("NICKNAMEOFANN", "SUBJECTOFANN");
        await customer.SayAsync("POSTOFANN");
        await stack.FailAsync(new { operation = "*", count = 20, status = 500, body = "UPSTREAMBODY" });
        await customer.SayAsync("SECONDPOSTOFANN");
        var ops = await provider.OpsAsync(HttpMethod.Post, "/api/ops/find", body: new { channel = "sms", address = people[0].Address });
        var chatId = (string)ops.Body!["chats"]![0]!["id"]!;
        using var line = new HttpClient { DefaultRequestHeaders = { { "Authorization", $"Bearer {SiteSecret}" } } };
        using var generated = await line.PostAsync(new Uri(stack.RelayAddress, "/v3/directline/tokens/generate"), null);
        var token = (string)System.Text.Json.Nodes.JsonNode.Parse(await generated.Content.ReadAsStringAsync())!["token"]!;
        await Until.IsAsync(() => Task.FromResult(collector.Holds("customerchat.upstream.duration") && collector.Holds("chat.deliver")), all => all);
        await Until.IsAsync(() => agent.TextsAsync(agent.ChatsAsync().Result.Single(c => c.Nickname == "NICKNAMEOFANN").Id), texts => texts.Count == 2);

        // One trace a chat, made of its id, with all four steps in it.
        var trace = SHA256.HashData(Encoding.UTF8.GetBytes(chatId)).AsSpan(0, 16).ToArray();
        Assert.True(collector.Count(trace) >= 4, "fewer than four spans of the chat's own trace");
        foreach (var name in new[] { "chat.post", "chat.send", "chat.poll", "chat.deliver", "customerchat.turns", "customerchat.poll.lag", "customerchat.deliveries", "customerchat.delivery.lag", "customerchat.chats.open" })
        {
            await Until.IsAsync(() => Task.FromResult(collector.Holds(name)), held => held);
        }

        string[] secrets =
        [
            .. people.SelectMany(p => new[] { p.Address, $"WORDSOF{p.Address}", $"ANSWERTO{p.Address}" }), "NICKNAMEOFANN", "SUBJECTOFANN", "POSTOFANN", "TAMPERED", "UPSTREAMBODY",
            "SECRETBODY", Provider.Secret, "1:bot", "access\"", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "ops-key", SiteSecret, token, Stack.AgentPassword, chatId,
        ];
        Assert.All(secrets, secret =>
        {
            Assert.False(stack.Relay.Log.Contains(secret, StringComparison.OrdinalIgnoreCase), $"'{secret}' is in the log");
            Assert.False(collector.Holds(secret), $"'{secret}' is in the telemetry");
        });
        Assert.True(stack.Relay.Log.Length > 1_000, "there was no log to look into");
    }

    /// <summary>A collector that keeps what it gets. Texts stand in protobuf as they are.</summary>
    private sealed class Collector(WebApplication app) : IAsyncDisposable
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
}
