using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CustomerChat.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace CustomerChat.EndToEnd.Support;

/// <summary>The relay as a real process on tables of its own, and the sandbox as a server of this process.</summary>
internal sealed class Stack : IAsyncDisposable
{
    public const string CenterId = "11111111-1111-4111-8111-111111111111";
    public const string AgentPassword = "end-to-end";

    private const string EventsSecret = "whsec_bG9jYWwtb25seS1sb2NhbC1vbmx5LWxvY2Fs";

    private readonly HttpClient _http = new();
    private readonly Dictionary<string, string> _settings;
    private WebApplication? _sandbox;
    private AppProcess? _relay;
    private Uri? _sandboxAddress;
    private Uri? _relayAddress;

    private Stack(AzuriteFixture azurite, IReadOnlyDictionary<string, string>? settings)
    {
        _settings = new()
        {
            // These tests are one caller with many chats; limits have tests of their own.
            ["Limits:OpensPerContactCenter"] = "0",
            ["Limits:OpensPerCaller"] = "0",
            ["Limits:OpenChatsPerCaller"] = "0",
            ["Limits:PostsPerChat"] = "0",
            ["Limits:PollsPerChat"] = "0",
            ["Storage:ConnectionString"] = azurite.ConnectionString,
            ["Storage:TablePrefix"] = AzuriteFixture.NewPrefix(),
            [$"ContactCenters:{CenterId}:AllowedOrigins:0"] = "http://localhost:*",
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
        {
            _settings[name] = value;
        }
    }

    /// <summary>The address that the relay said it has at its first start; it has it again after each restart.</summary>
    public Uri RelayAddress => _relayAddress!;

    /// <inheritdoc cref="RelayAddress"/>
    public Uri SandboxAddress => _sandboxAddress!;

    public AppProcess Relay => _relay!;

    /// <summary>Stands between relay and sandbox, where a test asked for it.</summary>
    public Gate? SandboxGate { get; private set; }

    public string TablePrefix => _settings["Storage:TablePrefix"];

    /// <param name="azurite">The storage.</param>
    /// <param name="settings">More settings.</param>
    /// <param name="sandbox">Whether the sandbox runs from the start on.</param>
    /// <param name="beforeSandbox">A gate stands before it.</param>
    /// <param name="bots">Contact centres that are its bot.</param>
    /// <param name="tellsDesk">The relay tells the sandbox's desk what becomes of messages, as the self-host tells its own.</param>
    public static async Task<Stack> StartAsync(AzuriteFixture azurite, IReadOnlyDictionary<string, string>? settings = null, bool sandbox = true, bool beforeSandbox = false, string[]? bots = null, bool tellsDesk = false)
    {
        var stack = new Stack(azurite, settings);
        if (tellsDesk)
        {
            stack._settings["Sandbox:EventsSecret"] = EventsSecret;
        }

        try
        {
            await stack.StartAllAsync(sandbox, beforeSandbox, bots ?? [], tellsDesk);
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    private async Task StartAllAsync(bool sandbox, bool beforeSandbox, string[] bots, bool tellsDesk)
    {
        // The sandbox first: the relay is told where it is. One that is to be down has an address that it will have later.
        await StartSandboxAsync();
        if (!sandbox)
        {
            await KillSandboxAsync();
        }

        if (beforeSandbox)
        {
            SandboxGate = await Gate.StartAsync(SandboxAddress);
        }

        // Files that agents upload at the sandbox's desk are files, as they are where the self-host runs the sandbox beside it.
        _settings.TryAdd("Files:LinkHosts", SandboxAddress.Authority);
        if (tellsDesk)
        {
            _settings["Events:desk:Url"] = new Uri(SandboxAddress, "/sandbox/events").ToString();
            _settings["Events:desk:Secret"] = EventsSecret;
            _settings["Relay:TellChatKeys"] = "true";
        }

        foreach (var bot in bots)
        {
            // A bot of the sandbox, as another contact centre.
            _settings[$"ContactCenters:{bot}:BaseAddress"] = SandboxAddress.ToString();
        }

        _settings.TryAdd("ContactCenters:other:BaseAddress", SandboxAddress.ToString());
        _settings.TryAdd($"ContactCenters:{CenterId}:BaseAddress", (SandboxGate?.Address ?? SandboxAddress).ToString());
        await StartRelayAsync();
    }

    public async Task StartRelayAsync()
    {
        (_relay, _relayAddress) = await AppProcess.StartAsync("CustomerChat.SelfHost", _settings, "urls", _relayAddress);
        await _relay.WaitUntilReadyAsync(new(RelayAddress, "/api/health/ready"));
    }

    /// <summary>Another relay on the same storage.</summary>
    public async Task<(AppProcess Process, Uri Address)> StartSecondRelayAsync()
    {
        var (process, address) = await AppProcess.StartAsync("CustomerChat.SelfHost", _settings, "urls");
        await process.WaitUntilReadyAsync(new(address, "/api/health/ready"));
        return (process, address);
    }

    /// <summary>For the relay's next start.</summary>
    public void Set(string setting, string value) => _settings[setting] = value;

    public Task KillRelayAsync() => _relay!.KillAsync();

    /// <summary>Starts the sandbox. A second start uses the same address, and waits if another program has taken the port.</summary>
    public async Task StartSandboxAsync()
    {
        var settings = new Dictionary<string, string?>(_settings.Where(s => s.Key.StartsWith("Sandbox:", StringComparison.Ordinal)).Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)))
        {
            ["Sandbox:Urls"] = _sandboxAddress?.ToString() ?? "http://127.0.0.1:0",
            ["Sandbox:Agents:agent1"] = AgentPassword,
            ["Sandbox:Agents:agent2"] = AgentPassword,
        };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        _sandbox = await Until.IsAsync(() => TryStartAsync(configuration), started => started is not null);
        _sandboxAddress ??= new Uri(_sandbox!.Urls.First());
    }

    private async Task<WebApplication?> TryStartAsync(IConfiguration configuration)
    {
        var sandbox = SandboxServer.Build([], configuration);
        try
        {
            await sandbox.StartAsync();
            return sandbox;
        }
        catch (IOException e) when (_sandboxAddress is not null && e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            await sandbox.DisposeAsync();
            return null;
        }
    }

    /// <summary>The sandbox is gone with its chats; requests that it has not answered are cut off.</summary>
    public async Task KillSandboxAsync()
    {
        await _sandbox!.StopAsync(new CancellationToken(canceled: true));
        await _sandbox.DisposeAsync();
    }

    /// <summary>Plans a fault at the sandbox.</summary>
    public async Task FailAsync(object fault)
    {
        using var response = await _http.PostAsJsonAsync(new Uri(SandboxAddress, "/sandbox/faults"), fault);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>The sandbox is well again.</summary>
    public async Task RecoverAsync()
    {
        using var response = await _http.DeleteAsync(new Uri(SandboxAddress, "/sandbox/faults"));
        response.EnsureSuccessStatusCode();
    }

    /// <summary>The sandbox forgets every chat, as after a restart.</summary>
    public async Task ForgetChatsAsync()
    {
        using var response = await _http.DeleteAsync(new Uri(SandboxAddress, "/sandbox/chats"));
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Of each open chat the longest time without a request of its customer's side, in seconds.</summary>
    public async Task<IReadOnlyList<double>> GapsAsync() => (await _http.GetFromJsonAsync<double[]>(new Uri(SandboxAddress, "/sandbox/gaps")))!;

    public async Task RestartGapsAsync()
    {
        using var response = await _http.DeleteAsync(new Uri(SandboxAddress, "/sandbox/gaps"));
        response.EnsureSuccessStatusCode();
    }

    public async Task<long> CallsAsync(string operation) =>
        (await _http.GetFromJsonAsync<JsonObject>(new Uri(SandboxAddress, "/sandbox/calls")))![operation]?.GetValue<long>() ?? 0;

    /// <summary>The settings with which the relay talks to the sandbox by a protocol.</summary>
    public static Dictionary<string, string> Protocol(string protocol, string centerId = CenterId) => protocol switch
    {
        "directline" => new() { [$"ContactCenters:{centerId}:Protocol"] = protocol, [$"ContactCenters:{centerId}:Secret"] = "sandbox-direct-line-secret" },
        _ => new() { [$"ContactCenters:{centerId}:Protocol"] = protocol },
    };

    public CustomerDriver NewCustomer(string spelling = "/api/v2/me/chat", string centerId = CenterId) => new(RelayAddress, spelling, centerId);

    public AgentDriver NewAgent(string user = "agent1") => new(SandboxAddress, user, AgentPassword);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (SandboxGate is not null)
        {
            await SandboxGate.DisposeAsync();
        }

        if (_relay is not null)
        {
            await _relay.DisposeAsync();
        }

        if (_sandbox is not null)
        {
            await _sandbox.DisposeAsync();
        }
    }
}
