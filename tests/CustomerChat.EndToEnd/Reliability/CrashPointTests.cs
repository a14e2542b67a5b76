using CustomerChat.EndToEnd.Channels;
using CustomerChat.EndToEnd.Support;
using Xunit.Abstractions;

namespace CustomerChat.EndToEnd.Reliability;

/// <summary>
/// The relay is stopped between any two of its storage and network calls of post, turn and delivery: the n-th call takes effect, and
/// then the process is gone, before its answer. In a loop over all n, on the same chats.
/// </summary>
[Collection(Lanes.Crashes)]
public class CrashPointTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    /// <summary>As many calls as an exchange takes in both conversations, until the last of its watermarks is stored, and some more.</summary>
    private static readonly int Points = (int?)Switches.Number("CRASH_POINTS") ?? 24;

    /// <summary>What takes long is waiting for leases: so several relays, each with its share of the points.</summary>
    private const int Parallel = 6;

    [Fact]
    public async Task Relay_StoppedAfterEachCallOfAnExchange_LosesNothingAndDoublesNothing()
    {
        var points = await Task.WhenAll(Enumerable.Range(1, Parallel).Select(RunAsync));
        output.WriteLine($"{Points} points: {string.Join(", ", points.SelectMany(p => p).GroupBy(p => p).Select(g => $"{g.Count()} x {g.Key}"))}");
    }

    private async Task<List<string>> RunAsync(int lane)
    {
        await using var api = await ProviderEmulator.StartAsync();
        await using var providers = await Gate.StartAsync(api.Address);
        var (storage, connection) = await Gate.BeforeAsync(azurite.ConnectionString);
        await using var __ = storage;
        await using var stack = await Stack.StartAsync(azurite, new Dictionary<string, string>(Provider.Settings(providers.Address))
        {
            ["Storage:ConnectionString"] = connection,
            [$"ContactCenters:{Stack.CenterId}:Timeout"] = "00:00:01",
            ["Limits:MessagesPerAddress"] = "0",

            // How long a busy machine takes to start the relay again is not what is tested.
            ["Sandbox:DropAfter"] = "00:05:00",
        }, beforeSandbox: true);
        using var provider = new Provider(stack.RelayAddress);
        using var agent = stack.NewAgent();
        Talk[] talks = [new ApiTalk("api", agent, stack.NewCustomer()), new ChannelTalk("channel", agent, provider, api)];
        foreach (var talk in talks)
        {
            await talk.BeginAsync();
        }

        var (count, stopAt, stopped) = (0, int.MaxValue, new TaskCompletionSource<string>());
        foreach (var gate in new[] { storage, providers, stack.SandboxGate! })
        {
            gate.Decide = call => call.IsOfAChat && Interlocked.Increment(ref count) == stopAt
                ? new GateAct { DropAfter = true, After = async () => { await stack.KillRelayAsync(); stopped.TrySetResult(Name(call)); } }
                : GateAct.Pass;
        }

        var points = new List<string>();
        for (var n = lane; n <= Points; n += Parallel)
        {
            (stopAt, stopped) = (n, new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));
            Interlocked.Exchange(ref count, 0);
            var exchange = Task.WhenAll(talks.Select(t => t.ExchangeAsync()));

            // It is reached in any case: after the exchange come the polls that read its echo.
            points.Add(await stopped.Task.WaitAsync(TimeSpan.FromSeconds(60)));
            stopAt = int.MaxValue;
            await stack.StartRelayAsync();
            await exchange;
            foreach (var talk in talks)
            {
                await talk.VerifyAsync();
            }
        }

        return points;
    }

    /// <summary>The call without ids.</summary>
    private static string Name(GateCall call) => $"{call.Method} {string.Join('/', Uri.UnescapeDataString(call.Path).Split('(')[0].Split('/').Select(p => p.Length > 24 || p.EndsWith("chats", StringComparison.Ordinal) && p.Length > 8 ? "…" : p))}";
}
