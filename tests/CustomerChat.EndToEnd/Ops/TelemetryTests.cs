using System.Security.Cryptography;
using System.Text;
using CustomerChat.EndToEnd.Channels;
using CustomerChat.EndToEnd.Support;

namespace CustomerChat.EndToEnd.Ops;

/// <summary>A whole run with everything turned on, and everything that the relay said of it: to its console and to a collector.</summary>
[Collection(Lanes.Operators)]
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
            ["OTEL_TRACES_SAMPLER"] = "always_on",
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
            "SECRETBODY", Provider.Secret, "1:bot", "access\"", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", Provider.OpsKey, SiteSecret, token, Stack.AgentPassword, chatId,
        ];
        Assert.All(secrets, secret =>
        {
            Assert.False(stack.Relay.Log.Contains(secret, StringComparison.OrdinalIgnoreCase), $"'{secret}' is in the log");
            Assert.False(collector.Holds(secret), $"'{secret}' is in the telemetry");
        });
        Assert.True(stack.Relay.Log.Length > 1_000, "there was no log to look into");
    }

    /// <summary>At the default level a healthy chat is silent: its polls and messages are in metrics and spans. A lively minute has sixty polls.</summary>
    [Fact]
    public async Task Logs_OfALivelyChatsMinute_AreOneRecordAtMost()
    {
        await using var stack = await Stack.StartAsync(azurite, new Dictionary<string, string> { ["Relay:FastPoll"] = "00:00:00.2" });
        using var agent = stack.NewAgent();
        using var customer = stack.NewCustomer();
        await customer.OpenAsync();
        var chat = await agent.AcceptAsync();
        await Until.IsAsync(customer.StateAsync, state => state == "Chatting");
        var (before, polls) = (Records(), await stack.CallsAsync("GetChat"));
        for (var i = 0; i < 3; i++)
        {
            await customer.SayAsync($"q{i}");
            await agent.SayAsync(chat, $"a{i}");
        }

        await Until.IsAsync(() => stack.CallsAsync("GetChat"), now => now >= polls + 60);
        Assert.InRange(Records() - before, 0, 1);

        int Records() => stack.Relay.Log.Split('\n').Count(l => l.StartsWith("info:", StringComparison.Ordinal) || l.StartsWith("warn:", StringComparison.Ordinal) || l.StartsWith("fail:", StringComparison.Ordinal));
    }
}
