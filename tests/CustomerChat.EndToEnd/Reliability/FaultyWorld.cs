using CustomerChat.EndToEnd.Channels;
using CustomerChat.EndToEnd.Support;

namespace CustomerChat.EndToEnd.Reliability;

/// <summary>A relay with a gate before everything that it calls, and a few people in conversation.</summary>
internal sealed class FaultyWorld : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _parts = [];
    private readonly ProviderEmulator _api;
    private readonly Provider _provider;
    private readonly List<CustomerDriver> _customers = [];
    private int _people;

    private FaultyWorld(Stack stack, ProviderEmulator api, Gate storage, Gate channel)
    {
        (Stack, _api, _provider, Agent) = (stack, api, new Provider(stack.RelayAddress), stack.NewAgent());
        Gates = new Dictionary<string, Gate> { ["storage"] = storage, ["channel"] = channel, ["contact centre"] = stack.SandboxGate! };
        _parts.AddRange([stack, storage, channel, api]);
    }

    public Stack Stack { get; }

    public AgentDriver Agent { get; }

    public IReadOnlyDictionary<string, Gate> Gates { get; }

    public IReadOnlyList<Talk> Talks { get; private set; } = [];

    public static async Task<FaultyWorld> StartAsync(AzuriteFixture azurite, string connectionString)
    {
        var api = await ProviderEmulator.StartAsync();
        var channel = await Gate.StartAsync(api.Address);
        var (storage, connection) = await Gate.BeforeAsync(connectionString);
        var settings = new Dictionary<string, string>(Provider.Settings(channel.Address)) { ["Storage:ConnectionString"] = connection, ["Limits:MessagesPerAddress"] = "0", [$"ContactCenters:{Stack.CenterId}:Timeout"] = "00:00:02" };
        return new FaultyWorld(await Stack.StartAsync(azurite, settings, beforeSandbox: true), api, storage, channel);
    }

    /// <summary>Other people begin to talk, half of them by a channel.</summary>
    public async Task BeginAsync(int talks = 6)
    {
        Talks = [.. Enumerable.Range(0, talks).Select(i => i % 2 == 0
            ? (Talk)new ApiTalk($"c{++_people}", Agent, NewCustomer())
            : new ChannelTalk($"c{++_people}", Agent, _provider, _api))];
        foreach (var talk in Talks)
        {
            await talk.BeginAsync();
        }
    }

    private CustomerDriver NewCustomer()
    {
        var customer = Stack.NewCustomer();
        _customers.Add(customer);
        return customer;
    }

    /// <summary>The agent ends all talks, so that they cost nothing while others talk.</summary>
    public Task EndAsync() => Task.WhenAll(Talks.Select(t => Agent.OperateAsync(t.Chat, new { operationName = "Complete" })));

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
        _provider.Dispose();
        _customers.ForEach(c => c.Dispose());
        foreach (var part in _parts)
        {
            await part.DisposeAsync();
        }
    }
}

/// <summary>One <see cref="FaultyWorld"/> for the tests of a class. After a test that failed, the next one gets another.</summary>
public sealed class SharedFaultyWorld(AzuriteFixture azurite) : IAsyncLifetime
{
    private FaultyWorld? _world;
    private bool _isWhole;

    public Task InitializeAsync() => Task.CompletedTask;

    internal async Task<FaultyWorld> TakeAsync()
    {
        if (!_isWhole)
        {
            await DisposeAsync();
            _world = await FaultyWorld.StartAsync(azurite, azurite.ConnectionString);
        }

        _isWhole = false;
        return _world!;
    }

    /// <summary>The test has passed: the next one can have the world.</summary>
    internal async Task GiveBackAsync()
    {
        await _world!.EndAsync();
        _isWhole = true;
    }

    public async Task DisposeAsync()
    {
        var world = _world;
        _world = null;
        if (world is not null)
        {
            await world.DisposeAsync();
        }
    }
}
