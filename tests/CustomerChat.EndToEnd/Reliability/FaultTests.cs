using System.Diagnostics;
using CustomerChat.EndToEnd.Support;
using CustomerChat.SelfHost.Azurite;
using Xunit.Abstractions;

namespace CustomerChat.EndToEnd.Reliability;

/// <summary>What the relay calls fails in every way, each alone and in random mixtures (FAULT_SEED repeats one), while people talk.</summary>
[Collection(Lanes.Crashes)]
public class FaultTests(AzuriteFixture azurite, SharedFaultyWorld shared, ITestOutputHelper output) : IClassFixture<SharedFaultyWorld>
{
    private static readonly int Seed = (int?)Switches.Number("FAULT_SEED") ?? Random.Shared.Next();

    private static readonly TimeSpan Talking = TimeSpan.FromSeconds(Switches.Number("FAULT_SECONDS") ?? 3);

    private static readonly Dictionary<string, GateAct> Faults = new()
    {
        ["delay"] = new() { Delay = TimeSpan.FromMilliseconds(700) },
        ["500"] = new() { Status = 500, Body = "unwell" },
        ["503 with Retry-After"] = new() { Status = 503, RetryAfter = "1", Body = "{}" },
        ["wrong JSON"] = new() { Status = 200, Body = "{\"statusCode\":\"what\",[" },
        ["dropped before"] = new() { DropBefore = true },
        ["dropped after"] = new() { DropAfter = true },
    };

    public static TheoryData<string, string> EachAlone
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var place in new[] { "contact centre", "storage", "channel" })
            {
                foreach (var fault in Faults.Keys)
                {
                    // A storage that answers 200 with nonsense is none, and a webhook's receiver that answers 200 has it, whatever the body.
                    if (place == "contact centre" || fault != "wrong JSON")
                    {
                        data.Add(place, fault);
                    }
                }
            }

            data.Add("everywhere", "at random");
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(EachAlone))]
    public async Task People_TalkingThroughAFault_LoseNothingAndGetNothingTwice(string place, string fault)
    {
        output.WriteLine($"FAULT_SEED={Seed}");
        var random = new Random(Seed);
        var met = 0;
        var world = await shared.TakeAsync();
        await world.BeginAsync();
        foreach (var (name, gate) in world.Gates)
        {
            if (name == place || place == "everywhere")
            {
                gate.Decide = call =>
                {
                    lock (random)
                    {
                        if (random.Next(100) >= 25 || !call.IsOfAChat)
                        {
                            return GateAct.Pass;
                        }

                        met++;
                        return Faults.TryGetValue(fault, out var one) ? one
                            : name == "storage" && random.Next(2) == 0 ? Faults["dropped after"]
                            : Faults.Values.ElementAt(random.Next(name == "storage" ? 3 : Faults.Count)) is var any && name != "contact centre" && any.Status == 200 ? Faults["500"]
                            : any;
                    }
                };
            }
        }

        // The faults end with the time for talking, however long the last words take: what a webhook's receiver refuses a second time comes again after 5 min.
        using var stop = new CancellationTokenSource(Talking);
        await using var healed = stop.Token.Register(world.Heal);
        await Task.WhenAll(world.Talks.Select(t => t.TalkAsync(stop.Token)));
        foreach (var talk in world.Talks)
        {
            await talk.VerifyAsync();
        }

        output.WriteLine($"{world.Talks.Sum(t => t.Answered)} answered, {world.Talks.Sum(t => t.Said)} agents' messages, {met} faults");
        Assert.True(world.Talks.All(t => t.Answered > 0), "nothing was ever answered");
        Assert.True(met > 0, "nobody met the fault");
        await shared.GiveBackAsync();
    }

    [Fact]
    public async Task Storage_StoppedAndStarted_HasAllThatWasAnswered()
    {
        var location = Path.Combine(Path.GetTempPath(), "customerchat-" + Guid.NewGuid().ToString("N"));
        var own = await AzuriteProcess.StartAsync(0, 0, location, TimeProvider.System, default);
        var (port, blobPort) = (own.Port, own.BlobPort!.Value);
        try
        {
            await using var world = await FaultyWorld.StartAsync(azurite, own.ConnectionString);
            await world.BeginAsync();
            using var stop = new CancellationTokenSource();
            var load = Task.WhenAll(world.Talks.Select(t => t.TalkAsync(stop.Token)));
            for (var round = 0; round < 2; round++)
            {
                var goal = world.Talks.Sum(t => t.Answered) + 40;
                await Until.IsAsync(() => Task.FromResult(world.Talks.Sum(t => t.Answered)), answered => answered >= goal);
                await own.DisposeAsync();
                own = await RestartAsync();
            }

            await stop.CancelAsync();
            await load;
            foreach (var talk in world.Talks)
            {
                await talk.VerifyAsync();
            }
        }
        finally
        {
            await own.DisposeAsync();
            Directory.Delete(location, recursive: true);
        }

        // Meanwhile a connection of some other program may have been given one of its ports.
        async Task<AzuriteProcess> RestartAsync()
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    return await AzuriteProcess.StartAsync(port, blobPort, location, TimeProvider.System, default);
                }
                catch (StartupException) when (attempt < 5)
                {
                    // Tried until the ports are free.
                }
            }
        }
    }

    [Fact]
    public async Task TwoHosts_AtOnceOnOneStorage_NeverSendTwice_AndOneAlonePollsAChat()
    {
        await using var world = await FaultyWorld.StartAsync(azurite, azurite.ConnectionString);
        await world.BeginAsync(talks: 4);
        var (second, address) = await world.Stack.StartSecondRelayAsync();
        await using var __ = second;
        foreach (var talk in world.Talks.OfType<ApiTalk>())
        {
            talk.Elsewhere = new CustomerDriver(address, "/api/v2/me/chat", Stack.CenterId);
        }

        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(8));
        await Task.WhenAll(world.Talks.Select(t => t.TalkAsync(stop.Token)));
        foreach (var talk in world.Talks)
        {
            await talk.VerifyAsync();
        }

        // Quiet: after the guests' turns one host is left that polls. Two would ask twice as often.
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System);
        var before = await world.Stack.CallsAsync("GetChat");
        var watch = Stopwatch.StartNew();
        await Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System);
        var polls = (await world.Stack.CallsAsync("GetChat") - before) / watch.Elapsed.TotalSeconds / world.Talks.Count;
        output.WriteLine($"{polls:F2} polls a second and chat");
        Assert.InRange(polls, 0.05, 1.3);

        await world.Stack.KillRelayAsync();
        watch.Restart();
        var agentSays = world.Talks.OfType<ApiTalk>().First();
        await world.Agent.SayAsync(agentSays.Chat, "anybody there?");
        await Until.IsAsync(() => agentSays.Elsewhere!.TextsAsync("Agent"), texts => texts.Contains("anybody there?"), TimeSpan.FromSeconds(30));
        output.WriteLine($"taken over after {watch.Elapsed}");
    }
}
