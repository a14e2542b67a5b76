using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using CustomerChat.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace CustomerChat.Tests.Sandbox;

/// <summary>The sandbox as a server on a free port, with a clock of the test's.</summary>
internal sealed class SandboxRig : IAsyncDisposable
{
    private const string Password = "sandbox-tests";

    private readonly WebApplication _sandbox;

    private SandboxRig(WebApplication sandbox, FakeTimeProvider time)
    {
        (_sandbox, Time) = (sandbox, time);
        Http = new HttpClient { BaseAddress = new UriBuilder(sandbox.Urls.First()) { Host = "127.0.0.1" }.Uri };
    }

    public FakeTimeProvider Time { get; }

    public HttpClient Http { get; }

    public static async Task<SandboxRig> StartAsync(params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string?> { ["Sandbox:Urls"] = "http://127.0.0.1:0", ["Sandbox:Agents:agent1"] = Password, ["Sandbox:Agents:agent2"] = Password };
        foreach (var (name, value) in settings)
        {
            all["Sandbox:" + name] = value;
        }

        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000));
        var sandbox = SandboxServer.Build([], new ConfigurationBuilder().AddInMemoryCollection(all).Build(), time);
        await sandbox.StartAsync();
        return new SandboxRig(sandbox, time);
    }

    public async Task FailAsync(object fault)
    {
        using var response = await Http.PostAsJsonAsync("/sandbox/faults", fault);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    public async Task<long> CallsAsync(string operation) => (await Http.GetFromJsonAsync<JsonObject>("/sandbox/calls"))![operation]?.GetValue<long>() ?? 0;

    /// <summary>An agent's operation on a chat.</summary>
    public async Task AgentAsync(string chat, string operationName, object? more = null, string agent = "agent1")
    {
        var body = JsonSerializerNode(more);
        body["operationName"] = operationName;
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v2/me/chats/{chat}") { Content = JsonContent.Create(body) };
        request.Headers.Authorization = Basic(agent);
        using var response = await Http.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>What the agent reads, as <c>type from text</c>.</summary>
    public async Task<IReadOnlyList<string>> DeskAsync(string chat) =>
        [.. (await AgentGetAsync($"/api/v2/me/chats/{chat}/messages"))["messages"]!.AsArray()
            .Select(m => $"{m!["type"]} {m["from"]!["type"]} {m["text"] ?? m["url"] ?? m["noticeText"]}".TrimEnd())];

    public async Task<JsonNode> AgentGetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = Basic("agent1");
        using var response = await Http.SendAsync(request);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _sandbox.DisposeAsync();
    }

    private static JsonObject JsonSerializerNode(object? more) => more is null ? [] : System.Text.Json.JsonSerializer.SerializeToNode(more)!.AsObject();

    private static AuthenticationHeaderValue Basic(string agent) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{agent}:{Password}")));
}
