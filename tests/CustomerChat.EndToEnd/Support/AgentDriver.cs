using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace CustomerChat.EndToEnd.Support;

/// <summary>An agent, as a client of the contact centre's agents' API.</summary>
internal sealed class AgentDriver : IDisposable
{
    private readonly HttpClient _http;

    public AgentDriver(Uri sandbox, string user, string password)
    {
        User = user;
        _http = new HttpClient { BaseAddress = sandbox };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
    }

    public string User { get; }

    /// <summary>Her chats and the waiting ones, by the customer's nickname.</summary>
    public async Task<IReadOnlyList<(string Id, string Nickname)>> ChatsAsync() =>
        [.. (await _http.GetFromJsonAsync<JsonObject>("/api/v2/me/chats?fields=*"))!["chats"]!.AsArray()
            .Select(c => ((string)c!["id"]!, (string)c["nickname"]!))];

    /// <summary>What an agent is shown of a chat: subject and user data.</summary>
    public async Task<(string Subject, IReadOnlyDictionary<string, string> Data)> DataAsync(string id)
    {
        var chat = (await _http.GetFromJsonAsync<JsonObject>("/api/v2/me/chats?fields=*"))!["chats"]!.AsArray().Single(c => (string)c!["id"]! == id)!;
        return ((string)chat["subject"]!, chat["userData"]!.AsObject().ToDictionary(d => d.Key, d => (string)d.Value!));
    }

    /// <summary>Waits for a customer's chat and takes it.</summary>
    /// <param name="nickname">The customer.</param>
    /// <param name="words">What the customer has said in it; null = the customer has one chat only.</param>
    /// <param name="name">What the agent is called in it; null = as she logs in.</param>
    public async Task<string> AcceptAsync(string nickname = "Ann", string? words = null, string? name = null)
    {
        var mine = await Until.IsAsync(() => ChatsOfAsync(nickname, words), chats => chats.Count > 0);
        var id = Assert.Single(mine);
        await OperateAsync(id, new { operationName = "Accept", nickname = name ?? User });
        return id;
    }

    private async Task<IReadOnlyList<string>> ChatsOfAsync(string nickname, string? words)
    {
        var mine = new List<string>();
        foreach (var (id, _) in (await ChatsAsync()).Where(c => c.Nickname == nickname))
        {
            if (words is null || (await TextsAsync(id)).Contains(words))
            {
                mine.Add(id);
            }
        }

        return mine;
    }

    public Task SayAsync(string id, string text) => OperateAsync(id, new { operationName = "SendMessage", text });

    public async Task OperateAsync(string id, object body)
    {
        using var response = await _http.PostAsJsonAsync($"/api/v2/me/chats/{id}", body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>The texts of one side, in order.</summary>
    public async Task<IReadOnlyList<string>> TextsAsync(string id, string from = "Customer") =>
        [.. (await _http.GetFromJsonAsync<JsonObject>($"/api/v2/me/chats/{id}/messages"))!["messages"]!.AsArray()
            .Where(m => (string)m!["type"]! == "Text" && (string)m["from"]!["type"]! == from)
            .Select(m => (string)m!["text"]!)];

    /// <summary>What has become of her texts, as <c>text state</c>.</summary>
    public async Task<IReadOnlyList<string>> DeliveriesAsync(string id) =>
        [.. (await _http.GetFromJsonAsync<JsonObject>($"/api/v2/me/chats/{id}/messages"))!["messages"]!.AsArray()
            .Where(m => (string)m!["type"]! == "Text" && (string)m["from"]!["type"]! == "Agent")
            .Select(m => $"{m!["text"]} {m["delivery"]?["state"]}".TrimEnd())];

    /// <summary>The files that the customer has uploaded to the contact centre itself, in order.</summary>
    public async Task<IReadOnlyList<byte[]>> FilesAsync(string id)
    {
        var messages = (await _http.GetFromJsonAsync<JsonObject>($"/api/v2/me/chats/{id}/messages"))!["messages"]!.AsArray();
        return await Task.WhenAll(messages.Where(m => (string)m!["from"]!["type"]! == "Customer" && m["url"] is not null).Select(m => _http.GetByteArrayAsync((string)m!["url"]!)));
    }

    /// <summary>The customer's texts with the contact centre's stamps, in milliseconds since 1970.</summary>
    public async Task<IReadOnlyList<(string Text, double At)>> StampsAsync(string id) =>
        [.. (await _http.GetFromJsonAsync<JsonObject>($"/api/v2/me/chats/{id}/messages"))!["messages"]!.AsArray()
            .Where(m => (string)m!["type"]! == "Text" && (string)m["from"]!["type"]! == "Customer")
            .Select(m => ((string)m!["text"]!, (double)m["timestampSeconds"]!))];

    public void Dispose() => _http.Dispose();
}
