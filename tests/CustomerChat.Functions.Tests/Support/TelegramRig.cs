using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace CustomerChat.Functions.Tests.Support;

/// <summary>People who write through Telegram, and what their bot says to them.</summary>
internal sealed class TelegramRig : IAsyncDisposable
{
    private const string Secret = "engine-tests";

    private readonly StubServer _api;
    private readonly ConcurrentQueue<(string Person, string Text)> _received;
    private readonly HttpClient _http = new();
    private int _update;

    private TelegramRig(StubServer api, ConcurrentQueue<(string Person, string Text)> received) => (_api, _received) = (api, received);

    /// <summary>Starts it, and adds its account to the settings of all instances that are started after that.</summary>
    public static async Task<TelegramRig> StartAsync(ContactCenterRig center)
    {
        var received = new ConcurrentQueue<(string Person, string Text)>();
        var api = await StubServer.StartAsync(async context =>
        {
            var call = await context.Request.ReadFromJsonAsync<JsonObject>();
            if (call!["text"] is { } text)
            {
                received.Enqueue(((string)call["chat_id"]!, (string)text!));
            }

            await context.Response.WriteAsJsonAsync(new { ok = true, result = new { message_id = received.Count } });
        });
        foreach (var (name, value) in new[] { ("BotToken", "1:bot"), ("SecretToken", Secret), ("ContactCenterId", Sandbox.SandboxOptions.ContactCenterId), ("ApiBaseAddress", api.Address.ToString()) })
        {
            center.Settings[$"Channels:Telegram:main:{name}"] = value;
        }

        return new TelegramRig(api, received);
    }

    /// <summary>What a person was sent, in order.</summary>
    public IReadOnlyList<string> ReceivedBy(int person) => [.. _received.Where(r => r.Person == $"{person}").Select(r => r.Text)];

    /// <summary>A person writes; the webhook is delivered to an instance.</summary>
    public async Task WriteAsync(Uri relay, string text, int person = 7, string name = "Ann")
    {
        var update = Interlocked.Increment(ref _update);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(relay, "/api/channels/telegram/main"))
        {
            Content = JsonContent.Create(new
            {
                update_id = update,
                message = new { message_id = update, date = 1, text, chat = new { id = person, type = "private" }, from = new { id = person, is_bot = false, first_name = name } },
            }),
        };
        request.Headers.Add("X-Telegram-Bot-Api-Secret-Token", Secret);
        using var response = await _http.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, response.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _api.DisposeAsync();
    }
}
