using System.Diagnostics;
using CustomerChat.EndToEnd.Channels;
using CustomerChat.EndToEnd.Support;
using Xunit.Abstractions;

namespace CustomerChat.EndToEnd.Reliability;

/// <summary>
/// The self-host is killed at random moments under load, again and again: what was answered with success is everywhere once
/// and in order. A short run by default; CRASH_KILLS=50 with CRASH_CHATS=50 is the whole one, CRASH_MINUTES makes it longer, CRASH_SEED repeats a run.
/// </summary>
[Collection(Lanes.Crashes)]
public class CrashTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private static readonly int Chats = (int?)Switches.Number("CRASH_CHATS") ?? 20;

    private static readonly int Seed = (int?)Switches.Number("CRASH_SEED") ?? Random.Shared.Next();
    private static readonly int? Kills = (int?)Switches.Number("CRASH_KILLS");
    private static readonly TimeSpan Soak = TimeSpan.FromMinutes(Switches.Number("CRASH_MINUTES") ?? 0);

    [Theory]
    [InlineData("gws", 5)]
    [InlineData("gms", 3)]
    [InlineData("directline", 3)]
    public async Task Relay_KilledAgainAndAgainUnderLoad_LosesNothingAndDoublesNothing(string protocol, int usual)
    {
        var kills = Kills ?? usual;
        output.WriteLine($"{protocol} CRASH_SEED={Seed} CRASH_KILLS={kills} CRASH_CHATS={Chats} CRASH_MINUTES={Soak.TotalMinutes}");
        var random = new Random(Seed);
        await using var api = await ProviderEmulator.StartAsync();
        await using var stack = await Stack.StartAsync(azurite, new Dictionary<string, string>(Provider.Settings(api.Address).Concat(Stack.Protocol(protocol)))
        {
            ["Limits:MessagesPerAddress"] = "0",

            // How long a busy machine takes to start the relay again is not what is tested.
            ["Sandbox:DropAfter"] = "00:05:00",
        });
        using var provider = new Provider(stack.RelayAddress);
        using var agent = stack.NewAgent();
        var talks = new List<Talk>();
        for (var i = 0; i < Chats; i++)
        {
            talks.Add(i % 2 == 0 ? new ApiTalk($"c{i}", agent, stack.NewCustomer()) : new ChannelTalk($"c{i}", agent, provider, api));
            await talks[i].BeginAsync();
        }

        using var stop = new CancellationTokenSource();
        var load = talks.Select(t => t.TalkAsync(stop.Token)).ToArray();
        var watch = Stopwatch.StartNew();
        var sizes = new List<(long Memory, int Handles)>();
        for (var kill = 0; kill < kills || watch.Elapsed < Soak; kill++)
        {
            // A random moment is what is to be tested: so many more messages, and then at once. In a soak a process gets its time.
            var goal = talks.Sum(t => t.Answered) + random.Next(20, 200) * Chats / 50;
            await Until.IsAsync(() => Task.FromResult(talks.Sum(t => t.Answered)), answered => answered >= goal);
            if (Soak > TimeSpan.Zero && kill % 10 == 0)
            {
                await Task.Delay(TimeSpan.FromSeconds(20), TimeProvider.System);
                sizes.Add(stack.Relay.Size());
            }

            await stack.KillRelayAsync();
            await stack.StartRelayAsync();
        }

        await stop.CancelAsync();
        await Task.WhenAll(load);
        foreach (var talk in talks)
        {
            await talk.VerifyAsync();
        }

        output.WriteLine($"{talks.Sum(t => t.Answered)} messages answered, {talks.Sum(t => t.Said)} agents' messages, {watch.Elapsed}");
        AssertFlat(sizes);
    }

    /// <summary>A process of the end is no bigger than one of the beginning, whatever lies in the storage by then.</summary>
    private void AssertFlat(List<(long Memory, int Handles)> sizes)
    {
        if (sizes.Count < 4)
        {
            return;
        }

        output.WriteLine(string.Join(", ", sizes.Select(s => $"{s.Memory >> 20} MiB/{s.Handles}")));
        var half = sizes.Count / 2;
        Assert.True(sizes.Skip(half).Average(s => s.Memory) < (sizes.Take(half).Average(s => s.Memory) * 1.3) + (32 << 20), "memory grows");
        Assert.True(sizes.Skip(half).Average(s => s.Handles) < (sizes.Take(half).Average(s => s.Handles) * 1.3) + 50, "handles grow");
    }
}
