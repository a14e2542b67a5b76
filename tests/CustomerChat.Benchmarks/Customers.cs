using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CustomerChat.EndToEnd.Support;

namespace CustomerChat.Benchmarks;

/// <summary>Customers by the API, on one client with as many connections as it needs.</summary>
internal sealed class Customers(Uri relay) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = relay, DefaultRequestHeaders = { { "ContactCenterId", Stack.CenterId } } };

    public async Task<string[]> OpenAsync(int count)
    {
        var paths = new string[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, token) =>
        {
            using var response = await _http.PostAsJsonAsync("/api/v2/chats", new { operationName = "RequestChat", nickname = $"c{i}", subject = "benchmark" }, token);
            response.EnsureSuccessStatusCode();
            paths[i] = (string)(await response.Content.ReadFromJsonAsync<JsonObject>(token))!["path"]!;
        });
        return paths;
    }

    public async Task<bool> PostAsync(string path, string text = "a message of usual length, as people write it")
    {
        using var response = await _http.PostAsJsonAsync(path, new { operationName = "SendMessage", text });
        return response.IsSuccessStatusCode;
    }

    public async Task<JsonArray> MessagesAsync(string path, long index = 1) =>
        (await _http.GetFromJsonAsync<JsonObject>($"{path}/messages?index={index}"))!["messages"]!.AsArray();

    public async Task<string> StateAsync(string path) => (string)(await _http.GetFromJsonAsync<JsonObject>(path))!["chat"]!["state"]!;

    /// <summary>Waits until the contact centre has them all, and an agent each.</summary>
    public async Task WaitUntilChattingAsync(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            await Until.IsAsync(() => StateAsync(path), state => state == "Chatting", TimeSpan.FromMinutes(5));
        }
    }

    public void Dispose() => _http.Dispose();
}
