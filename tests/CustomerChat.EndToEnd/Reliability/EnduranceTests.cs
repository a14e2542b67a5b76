using System.Diagnostics;
using CustomerChat.EndToEnd.Support;
using Xunit.Abstractions;

namespace CustomerChat.EndToEnd.Reliability;

/// <summary>
/// The polling promise: no open chat goes 30 s without a poll, whatever happens. The contact centre itself measures. A short run by
/// default; ENDURANCE_CHATS=2000 ENDURANCE_MINUTES=10 is the whole one.
/// </summary>
[Collection(Lanes.Crashes)]
public class EnduranceTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private static readonly int Chats = (int?)Switches.Number("ENDURANCE_CHATS") ?? 100;
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(Switches.Number("ENDURANCE_MINUTES") ?? 0.75);

    [Fact]
    public async Task OpenChats_ThroughFaults_AreAllPolledWithin30Seconds()
    {
        await using var stack = await Stack.StartAsync(azurite);
        await Parallel.ForEachAsync(Enumerable.Range(0, Chats), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
        {
            using var customer = stack.NewCustomer();
            await customer.OpenAsync($"c{i}");
        });
        await Until.IsAsync(stack.GapsAsync, gaps => gaps.Count == Chats, TimeSpan.FromMinutes(3));
        await stack.RestartGapsAsync();
        var (watch, random) = (Stopwatch.StartNew(), new Random(1));
        object[] faults =
        [
            new { operation = "*", count = 50, status = 500 },
            new { operation = "GetChat", count = 100, delayMilliseconds = 3_000 },
            new { operation = "GetMessages", count = 50, drop = true },
            new { operation = "*", count = 50, status = 503, retryAfterSeconds = 5 },
            new { operation = "GetMessages", count = 20, delayMilliseconds = 15_000 },
            new { operation = "GetChat", count = 50, status = 200, body = "{\"statusCode\":" },
        ];
        while (watch.Elapsed < Length)
        {
            await stack.FailAsync(faults[random.Next(faults.Length)]);
            await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System);
        }

        await stack.RecoverAsync();
        var gaps = (await stack.GapsAsync()).Order().ToList();
        Assert.Equal(Chats, gaps.Count);
        output.WriteLine($"{Chats} chats, {watch.Elapsed:mm\\:ss}: longest time without a poll, by chat: p50 {gaps[gaps.Count / 2]:F1} s, p99 {gaps[gaps.Count * 99 / 100]:F1} s, worst {gaps[^1]:F1} s; relay {stack.Relay.Size().Memory >> 20} MiB");
        Assert.True(gaps[^1] < 30, $"a chat went {gaps[^1]:F1} s without a poll");
    }
}
