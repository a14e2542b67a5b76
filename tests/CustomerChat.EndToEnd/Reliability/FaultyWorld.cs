using CustomerChat.EndToEnd.Channels;
using CustomerChat.EndToEnd.Support;

namespace CustomerChat.EndToEnd.Reliability;

/// <summary>A relay with a gate before everything that it calls, and a few people in conversation.</summary>
internal sealed class FaultyWorld : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _parts = [];

    public required Stack Stack { get; init; }

    public required AgentDriver Agent { get; init; }

    public required IReadOnlyDictionary<string, Gate> Gates { get; init; }

    public required IReadOnlyList<Talk> Talks { get; init; }

    public static async Task<FaultyWorld> StartAsync(AzuriteFixture azurite, string connectionString, int talks = 6)
    {
        var api = await ProviderEmulator.StartAsync();
        var channel = await Gate.StartAsync(api.Address);
        var (storage, connection) = await Gate.BeforeAsync(connectionString);
        var settings = new Dictionary<string, string>(Provider.Settings(channel.Address)) { ["Storage:ConnectionString"] = connection, ["Limits:MessagesPerAddress"] = "0", [$"ContactCenters:{Stack.CenterId}:Timeout"] = "00:00:02" };
        var stack = await Stack.StartAsync(azurite, settings, beforeSandbox: true);
        var agent = stack.NewAgent();
        var provider = new Provider(stack.RelayAddress);
        var world = new FaultyWorld
        {
            Stack = stack,
            Agent = agent,
            Gates = new Dictionary<string, Gate> { ["storage"] = storage, ["channel"] = channel, ["contact centre"] = stack.SandboxGate! },
            Talks = [.. Enumerable.Range(0, talks).Select(i => i % 2 == 0 ? (Talk)new ApiTalk($"c{i}", agent, stack.NewCustomer()) : new ChannelTalk($"c{i}", agent, provider, api))],
        };
        world._parts.AddRange([stack, storage, channel, api]);
        foreach (var talk in world.Talks)
        {
            await talk.BeginAsync();
        }

        return world;
    }

    public void Heal()
    {
        foreach (var gate in Gates.Values)
        {
            gate.Decide = _ => GateAct.Pass;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Agent.Dispose();
        foreach (var part in _parts)
        {
            await part.DisposeAsync();
        }
    }
}
