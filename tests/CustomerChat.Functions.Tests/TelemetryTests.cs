using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using CustomerChat.EndToEnd.Support;
using CustomerChat.Functions.Chats;
using CustomerChat.Functions.Instances;
using CustomerChat.Functions.Tests.Support;
using Microsoft.DurableTask.Testing.Sidecar;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CustomerChat.Functions.Tests;

/// <summary>What the app says of a chat: to its logs, and to a collector.</summary>
[Collection(EngineCollection.Name)]
public sealed class TelemetryTests(AzuriteFixture storage) : IAsyncLifetime
{
    private ContactCenterRig _center = null!;

    public async Task InitializeAsync() => _center = await ContactCenterRig.StartAsync(storage);

    public async Task DisposeAsync() => await _center.DisposeAsync();

    /// <summary>A lively minute has sixty polls; they are made faster here.</summary>
    [Fact]
    public async Task Logs_OfALivelyChatsMinute_AreOneRecordAtMost()
    {
        _center.Settings["Relay:FastPoll"] = "00:00:00.2";
        using var logs = new RecordCounter();
        var engine = new InMemoryOrchestrationService();
        await using var instance = await Instance.StartAsync(InstanceRole.All, engine, engine, Settings(), logs: logs);
        using var customer = ContactCenterRig.NewCustomer(instance.Address);
        using var agent = _center.NewAgent();
        await customer.OpenAsync();
        var chat = await agent.AcceptAsync();
        await Until.IsAsync(customer.StateAsync, state => state == "Chatting");
        var (before, polls) = (logs.Records.Count, await _center.CallsAsync("GetChat"));
        for (var i = 0; i < 3; i++)
        {
            await customer.SayAsync($"q{i}");
            await agent.SayAsync(chat, $"a{i}");
        }

        await Until.IsAsync(() => _center.CallsAsync("GetChat"), now => now >= polls + 60);
        Assert.True(logs.Records.Count - before <= 1, string.Join(Environment.NewLine, logs.Records.Skip(before)));
    }

    /// <summary>The chat id is a credential: not in logs, spans or metrics, those of the engine included. One trace holds the chat's request, orchestration and turns.</summary>
    [Fact]
    public async Task AConversation_ToACollector_ShowsOneTraceAChat_AndNoWholeChatId()
    {
        await using var collector = await Collector.StartAsync();
        foreach (var (name, value) in new[]
        {
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address.ToString()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_METRIC_EXPORT_INTERVAL", "500"),
            ("OTEL_BSP_SCHEDULE_DELAY", "200"), ("OTEL_BLRP_SCHEDULE_DELAY", "200"), ("OTEL_TRACES_SAMPLER", "always_on"),
            ("Logging:LogLevel:Default", "Debug"), ("Logging:LogLevel:Microsoft", "Information"), ("Logging:LogLevel:System.Net.Http", "Information"),
        })
        {
            _center.Settings[name] = value;
        }

        // The exporters read their schedules from the environment: so this instance is a process.
        await using var instance = await Instances.InstanceProcess.StartAsync(
            InstanceRole.All, "h" + Guid.NewGuid().ToString("N")[..10], storage, _center);
        using var customer = ContactCenterRig.NewCustomer(instance.Address);
        using var agent = _center.NewAgent();
        await customer.OpenAsync("NICKNAMEOFANN");
        var chat = await agent.AcceptAsync("NICKNAMEOFANN");
        await customer.SayAsync("WORDSOFANN");
        await agent.SayAsync(chat, "WORDSOFAGENT");
        await Until.IsAsync(() => customer.TextsAsync("Agent"), texts => texts.Count == 1);
        await customer.OperateAsync("Complete");
        foreach (var name in new[] { "chat.post", "chat.poll", "chat.start", "orchestration:ChatOrchestration", "activity:RelayTurn", "customerchat.turns" })
        {
            await Until.IsAsync(() => Task.FromResult(collector.Holds(name)), held => held);
        }

        var trace = SHA256.HashData(Encoding.UTF8.GetBytes(customer.Id)).AsSpan(0, 16).ToArray();
        Assert.All(
            new[] { "chat.post", "chat.poll", "chat.start", "orchestration:ChatOrchestration", "activity:RelayTurn" },
            name => Assert.True(collector.HoldsSpan(trace, name), $"{name} is not in the chat's trace"));
        Assert.All(
            new[] { customer.Id, customer.Id.Replace("-", "", StringComparison.Ordinal), "NICKNAMEOFANN", "WORDSOFANN", "WORDSOFAGENT" },
            secret => Assert.False(collector.Holds(secret), $"'{secret}' is in the telemetry"));
        Assert.True(collector.Holds(ChatInstance.IdOf(customer.Id)), "the engine's spans name the instance");
    }

    private IEnumerable<KeyValuePair<string, string?>> Settings() => _center.Settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value));

    /// <summary>Keeps what is logged at Information and above, but for the engine's parts that the Functions host has in its own process.</summary>
    private sealed class RecordCounter : ILoggerProvider
    {
        private static readonly string[] OfTheHost = ["Microsoft.DurableTask", "DurableTask", "Grpc"];

        public ConcurrentQueue<string> Records { get; } = new();

        public ILogger CreateLogger(string categoryName) =>
            OfTheHost.Any(c => categoryName.StartsWith(c, StringComparison.Ordinal)) ? NullLogger.Instance : new Counter(categoryName, Records);

        public void Dispose()
        {
        }

        private sealed class Counter(string category, ConcurrentQueue<string> records) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                records.Enqueue($"{logLevel} {category}: {formatter(state, exception)}");
        }
    }
}
