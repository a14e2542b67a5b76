using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace CustomerChat.EndToEnd.Support;

/// <summary>A customer, as a client of the Customer Chat API.</summary>
internal sealed class CustomerDriver : IDisposable
{
    private readonly HttpClient _http;
    private readonly string _spelling;

    public CustomerDriver(Uri relay, string spelling, string centerId)
    {
        _http = new HttpClient { BaseAddress = relay };
        _http.DefaultRequestHeaders.Add("ContactCenterId", centerId);
        _spelling = spelling;
    }

    public string Path { get; set; } = "";

    public string Id => Path[(Path.LastIndexOf('/') + 1)..];

    public async Task OpenAsync(string nickname = "Ann", string subject = "shoes")
    {
        var reply = await PostAsync(_spelling, new { operationName = "RequestChat", nickname, subject });
        Assert.Equal(0, (int)reply["statusCode"]!);
        Path = (string)reply["path"]!;
        Assert.StartsWith(_spelling + "/", Path, StringComparison.Ordinal);
    }

    public async Task SayAsync(string text) =>
        Assert.Equal("""{"statusCode":0}""", (await PostAsync(Path, new { operationName = "SendMessage", text })).ToJsonString());

    public Task<JsonObject> OperateAsync(string operationName) => PostAsync(Path, new { operationName });

    public async Task<string> StateAsync() => (string)(await GetAsync(Path))["chat"]!["state"]!;

    /// <summary>Messages as <c>index type nickname text</c>.</summary>
    public async Task<IReadOnlyList<string>> MessagesAsync(long? index = 1) =>
        [.. (await GetAsync($"{Path}/messages{(index is null ? "" : $"?index={index}")}"))["messages"]!.AsArray()
            .Select(m => $"{m!["index"]} {m["type"]} {m["from"]!["nickname"]} {m["text"] ?? m["noticeText"] ?? m["url"]}".TrimEnd())];

    /// <summary>The texts of one side, in order.</summary>
    public async Task<IReadOnlyList<string>> TextsAsync(string from) =>
        [.. (await GetAsync($"{Path}/messages?index=1"))["messages"]!.AsArray()
            .Where(m => (string)m!["type"]! == "Text" && (string)m["from"]!["type"]! == from)
            .Select(m => (string)m!["text"]!)];

    public async Task<JsonObject> GetAsync(string path) => (await _http.GetFromJsonAsync<JsonObject>(path))!;

    public async Task<JsonObject> PostAsync(string path, object body)
    {
        using var response = await _http.PostAsJsonAsync(path, body);
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    public void Dispose() => _http.Dispose();
}
