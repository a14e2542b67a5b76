using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CustomerChat.EndToEnd.Support;
using CustomerChat.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace CustomerChat.Functions.Tests.Support;

/// <summary>The sandbox contact centre, and the settings of the instances that talk to it.</summary>
internal sealed class ContactCenterRig : IAsyncDisposable
{
    private const string Password = "engine-tests";

    private readonly WebApplication _sandbox;
    private readonly HttpClient _http = new();

    private ContactCenterRig(WebApplication sandbox, AzuriteFixture storage)
    {
        _sandbox = sandbox;
        Settings = new(StringComparer.Ordinal)
        {
            ["Limits:OpensPerContactCenter"] = "0",
            ["Limits:OpensPerCaller"] = "0",
            ["Limits:OpenChatsPerCaller"] = "0",
            ["Limits:PostsPerChat"] = "0",
            ["Limits:PollsPerChat"] = "0",
            ["Storage:ConnectionString"] = storage.ConnectionString,
            ["Storage:TablePrefix"] = AzuriteFixture.NewPrefix(),
            [$"ContactCenters:{SandboxOptions.ContactCenterId}:BaseAddress"] = Address.ToString(),
        };
    }

    public Uri Address => new(_sandbox.Urls.First());

    /// <summary>For every instance of the test.</summary>
    public Dictionary<string, string> Settings { get; }

    public static async Task<ContactCenterRig> StartAsync(AzuriteFixture storage)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(
            [new("Sandbox:Urls", "http://127.0.0.1:0"), new("Sandbox:Agents:agent1", Password)]).Build();
        var sandbox = SandboxServer.Build([], settings);
        await sandbox.StartAsync();
        return new ContactCenterRig(sandbox, storage);
    }

    public AgentDriver NewAgent() => new(Address, "agent1", Password);

    public static CustomerDriver NewCustomer(Uri relay) => new(relay, "/api/v2/chats", SandboxOptions.ContactCenterId);

    public async Task FailAsync(object fault)
    {
        using var response = await _http.PostAsJsonAsync(new Uri(Address, "/sandbox/faults"), fault);
        response.EnsureSuccessStatusCode();
    }

    public async Task RecoverAsync()
    {
        using var response = await _http.DeleteAsync(new Uri(Address, "/sandbox/faults"));
        response.EnsureSuccessStatusCode();
    }

    /// <summary>How often an operation was called.</summary>
    public async Task<long> CallsAsync(string operation) =>
        (await _http.GetFromJsonAsync<JsonObject>(new Uri(Address, "/sandbox/calls")))![operation]?.GetValue<long>() ?? 0;

    /// <summary>Of each open chat the longest time without a request of its customer's side, in seconds.</summary>
    public async Task<IReadOnlyList<double>> GapsAsync() => (await _http.GetFromJsonAsync<double[]>(new Uri(Address, "/sandbox/gaps")))!;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _sandbox.DisposeAsync();
    }
}
