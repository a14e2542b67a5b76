using System.Reflection;
using System.Text.Json.Nodes;
using CustomerChat.App;
using CustomerChat.Channels;
using CustomerChat.ContactCenter;
using CustomerChat.Functions.Chats;
using CustomerChat.Operating;
using CustomerChat.Storage;
using CustomerChat.Turn;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CustomerChat.Functions.Tests;

/// <summary>The Functions host beside the self-host, and its files.</summary>
public class HostTests
{
    private static readonly string Folder = AppContext.BaseDirectory;

    [Fact]
    public void FunctionNames_All_AreDifferent()
    {
        var names = Functions().Select(f => f.GetCustomAttribute<FunctionAttribute>()!.Name).ToList();
        Assert.Equal(names.Distinct(StringComparer.OrdinalIgnoreCase), names);
        Assert.Contains("ChatOrchestration", names);
    }

    [Fact]
    public void HostJson_EveryValue_IsWhatTheCodeReliesOn()
    {
        var host = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "Root", "host.json")))!;
        var durable = host["extensions"]!["durableTask"]!;
        var storage = durable["storageProvider"]!;

        Assert.Equal("", (string)host["extensions"]!["http"]!["routePrefix"]!);
        Assert.Equal("no-store", (string)host["extensions"]!["http"]!["customHeaders"]!["Cache-Control"]!);

        // The host would export the paths of requests, and chat ids are in them: src/decisions/0004. The worker exports by itself.
        Assert.Null(host["telemetryMode"]);
        Assert.Null(host["logging"]!["applicationInsights"]);
        Assert.Equal("Warning", (string)host["logging"]!["logLevel"]!["Function"]!);
        Assert.True((bool)durable["tracing"]!["distributedTracingEnabled"]!);
        Assert.Equal("V2", (string)durable["tracing"]!["version"]!);
        Assert.Equal(ChatOrchestration.VersionName, (string)durable["defaultVersion"]!);
        Assert.Equal("CurrentOrOlder", (string)durable["versionMatchStrategy"]!);
        Assert.Equal(WindowLength.Slots, (int)durable["maxConcurrentActivityFunctions"]!);
        Assert.True((bool)durable["useGracefulShutdown"]!);
        Assert.Matches("^[A-Za-z][A-Za-z0-9]{2,44}$", (string)durable["hubName"]!);
        Assert.InRange(TimeSpan.Parse((string)storage["maxQueuePollingInterval"]!, null), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        // The extension refuses to start with less than a minute (AzureStorageOptions.Validate).
        Assert.Equal(TimeSpan.FromMinutes(1), TimeSpan.Parse((string)storage["controlQueueVisibilityTimeout"]!, null));
        Assert.Equal(TimeSpan.FromSeconds(20), TimeSpan.Parse((string)storage["workItemQueueVisibilityTimeout"]!, null));
        Assert.InRange((int)storage["partitionCount"]!, 1, 16);
    }

    [Fact]
    public void SampleSettings_All_BindAndAreValid()
    {
        var values = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "Root", "local.settings.sample.json")))!["Values"]!.AsObject()
            .Select(p => KeyValuePair.Create(p.Key.Replace("__", ":", StringComparison.Ordinal), (string?)p.Value)).ToList();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Development" });
        builder.Configuration.AddInMemoryCollection(values);
        builder.AddCustomerChat();
        builder.AddDurableChatRuntime();
        using var host = builder.Build();

        host.ValidateSettings();

        Assert.NotNull(host.Services.GetRequiredService<ContactCenterDirectory>().Find("11111111-1111-4111-8111-111111111111"));
        Assert.IsType<DurableChatRuntime>(host.Services.GetRequiredService<IChatRuntime>());

        // Every setting of the options is in the sample, and the sample says what their defaults are.
        foreach (var (section, options) in new (string, object)[]
        {
            (RelayOptions.Section, new RelayOptions()), (RetentionOptions.Section, new RetentionOptions()),
        })
        {
            foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
            {
                if (property.PropertyType == typeof(IList<TimeSpan>))
                {
                    // Several: an empty list stands for its default.
                    Assert.Contains(values, v => v.Key == $"{section}:{property.Name}:0");
                    continue;
                }

                var value = values.Single(v => v.Key == $"{section}:{property.Name}").Value;
                Assert.Equal(property.GetValue(options)!.ToString(), value);
            }
        }

        var channels = host.Services.GetRequiredService<IOptions<ChannelOptions>>().Value;
        foreach (var (name, account) in new (string, object)[]
        {
            ("Sms", channels.Sms["main"]), ("WhatsApp", channels.WhatsApp["main"]), ("Messenger", channels.Messenger["main"]),
            ("Telegram", channels.Telegram["main"]), ("Webhook", channels.Webhook["main"]),
        })
        {
            // All but what excludes another: a messaging service instead of a number.
            Assert.Equal(
                account.GetType().GetProperties().Select(p => $"Channels:{name}:main:{p.Name}").Where(p => !p.EndsWith("MessagingServiceSid", StringComparison.Ordinal)).Order(),
                values.Select(v => v.Key).Where(k => k.StartsWith($"Channels:{name}:", StringComparison.Ordinal)).Order());
            Assert.NotNull(host.Services.GetRequiredService<ChannelDirectory>().Find(name, "main"));
        }

        Assert.Equal("UseDevelopmentStorage=true", host.Services.GetRequiredService<IOptions<StorageOptions>>().Value.ConnectionString);
    }

    [Fact]
    public void EveryFunctionsClass_FromTheHostsServices_CanBeMade()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("Storage:ConnectionString", (string?)"UseDevelopmentStorage=true")]);
        builder.AddCustomerChat();
        builder.AddDurableChatRuntime();
        using var host = builder.Build();
        Assert.All(
            Functions().Select(f => f.DeclaringType!).Where(t => !t.IsAbstract).Distinct(),
            type => Assert.NotNull(ActivatorUtilities.CreateInstance(host.Services, type)));
    }

    /// <summary>An idle app is woken by no timer more often than every quarter of an hour.</summary>
    [Fact]
    public void Timers_All_AreRare() =>
        Assert.All(
            Functions().SelectMany(f => f.GetParameters()).Select(p => p.GetCustomAttribute<TimerTriggerAttribute>()).OfType<TimerTriggerAttribute>(),
            t => Assert.Matches(@"^0 (\*/(15|20|30)|\d+) ", t.Schedule));

    /// <summary>Who may start or wake a chat reaches the engine by its binding, on whichever instance it runs.</summary>
    [Theory]
    [InlineData("OpenChat")]
    [InlineData("OpenMyChat")]
    [InlineData("PostToChat")]
    [InlineData("PostToMyChat")]
    [InlineData("ReceiveFromChannel")]
    [InlineData("DirectLine")]
    [InlineData("Operate")]
    [InlineData("OperateSignedIn")]
    [InlineData("RelayTurn")]
    [InlineData("LookAtChats")]
    [InlineData("Watchdog")]
    public void AFunction_ThatMayStartOrWakeAChat_DeclaresTheEnginesClient(string name) =>
        Assert.Contains(
            Functions().Single(f => f.GetCustomAttribute<FunctionAttribute>()!.Name == name).GetParameters(),
            p => p.GetCustomAttribute<DurableClientAttribute>() is not null);

    private static IEnumerable<MethodInfo> Functions() =>
        typeof(ChatOrchestration).Assembly.GetTypes().SelectMany(t => t.GetMethods())
            .Where(m => m.GetCustomAttribute<FunctionAttribute>() is not null);
}
