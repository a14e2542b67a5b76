using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using CustomerChat.Channels.SignedWebhook;
using CustomerChat.Sandbox;
using Microsoft.Extensions.Options;

namespace CustomerChat.Tests.Sandbox.Events;

/// <summary>What the relay tells, and what the agents' API says of it.</summary>
public sealed class EventsAtTheDeskTests : IAsyncLifetime
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private SandboxRig _rig = null!;
    private int _next;

    public async Task InitializeAsync() => _rig = await SandboxRig.StartAsync(("EventsSecret", Secret), ("DropAfter", "00:00:00"));

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task Messages_ToldOf_HaveTheirStatesAndOthersNone()
    {
        var chat = await TalkAsync("key1", "one", "two", "three", "four");
        await TellAsync("message.sent", "key1", new { index = 4, upstreamIndex = 3 });
        await TellAsync("message.sent", "key1", new { index = 5, upstreamIndex = 4 });
        await TellAsync("message.sent", "key1", new { index = 6, upstreamIndex = 5 });
        await TellAsync("message.read", "key1", new { index = 4 });
        await TellAsync("message.failed", "key1", new { index = 5, reason = "30005 Unknown destination" });
        await TellAsync("message.delivered", "key1", new { index = 7 });
        await TellAsync("message.sent", "key2", new { index = 7, upstreamIndex = 6 });

        Assert.Equal(["one Read ", "two Failed 30005 Unknown destination", "three Sent ", "four  "], await StatesAsync(chat));
    }

    [Fact]
    public async Task Message_SaidAgain_HasTheStateOfItsLastTry()
    {
        var chat = await TalkAsync("key1", "one");
        await TellAsync("message.sent", "key1", new { index = 4, upstreamIndex = 3 });
        await TellAsync("message.failed", "key1", new { index = 4, reason = "131047" });
        await TellAsync("message.sent", "key1", new { index = 9, repeats = 4 });
        Assert.Equal(["one Sent "], await StatesAsync(chat));

        await TellAsync("message.delivered", "key1", new { index = 9 });
        Assert.Equal(["one Delivered "], await StatesAsync(chat));
    }

    [Fact]
    public async Task Chat_AfterAHandOver_HasTheStatesOfItsOwnMessages()
    {
        var (first, second) = (await TalkAsync("key1", "bot"), await TalkAsync("key1.1", "person"));
        await TellAsync("message.sent", "key1", new { index = 4, upstreamIndex = 3 });
        await TellAsync("message.sent", "key1", new { index = 9, upstreamIndex = 3, upstreamNumber = 1 });
        await TellAsync("message.delivered", "key1", new { index = 9 });

        Assert.Equal(["bot Sent "], await StatesAsync(first));
        Assert.Equal(["person Delivered "], await StatesAsync(second));
    }

    [Fact]
    public async Task Event_ToldTwice_CountsOnce()
    {
        var chat = await TalkAsync("key1", "one");
        await TellAsync("customer.blocked", "key1", new { address = "+1" }, id: "evt_a");
        await TellAsync("message.received", "key1", new { address = "+1", index = 1 });
        await TellAsync("customer.blocked", "key1", new { address = "+1" }, id: "evt_a");

        Assert.False((bool)(await ChatAsync(chat))["isBlocked"]!);
    }

    [Fact]
    public async Task Customer_WhoStopsOrIsBlocked_IsSoInEveryChatOfTheAddress()
    {
        var (one, two, other) = (await TalkAsync("key1"), await TalkAsync("key2"), await TalkAsync("key3"));
        await TellAsync("chat.opened", "key2", new { channel = "sms", account = "main", address = "+1" });
        await TellAsync("chat.opened", "key3", new { channel = "sms", account = "main", address = "+2" });
        await TellAsync("consent.changed", "key1", new { channel = "sms", account = "main", address = "+1", consent = "OptedOut", scope = "All" });
        await TellAsync("customer.blocked", "key1", new { channel = "sms", account = "main", address = "+1" });

        foreach (var id in new[] { one, two })
        {
            var chat = await ChatAsync(id);
            Assert.Equal(("OptedOut", "All", true), ((string)chat["consent"]!["state"]!, (string)chat["consent"]!["scope"]!, (bool)chat["isBlocked"]!));
            Assert.Null(chat["userData"]!["chatKey"]);
        }

        Assert.Equal((null, false), ((await ChatAsync(other))["consent"], (bool)(await ChatAsync(other))["isBlocked"]!));

        await TellAsync("message.received", "key2", new { channel = "sms", account = "main", address = "+1", index = 3 });
        await TellAsync("consent.changed", "key2", new { channel = "sms", account = "main", address = "+1", consent = "OptedIn", scope = "All" });
        Assert.Equal(("OptedIn", false), ((string)(await ChatAsync(one))["consent"]!["state"]!, (bool)(await ChatAsync(one))["isBlocked"]!));
    }

    [Fact]
    public async Task Earlier_ChatsOfTheSameAddress_AreThereAndNoOthers()
    {
        var ids = new List<string>();
        foreach (var (key, address, account) in new[] { ("key1", "+1", "main"), ("key2", "+2", "main"), ("key3", "+1", "main"), ("key4", "+1", "other"), ("key5", "+1", "main") })
        {
            ids.Add(await TalkAsync(key));
            await TellAsync("chat.opened", key, new { channel = "sms", account, address });
            _rig.Time.Advance(TimeSpan.FromMinutes(1));
        }

        var unknown = await TalkAsync("key6");
        Assert.Equal([ids[2], ids[0]], await EarlierAsync(ids[4]));
        Assert.Equal([ids[0]], await EarlierAsync(ids[2]));
        Assert.Empty(await EarlierAsync(ids[3]));
        Assert.Empty(await EarlierAsync(unknown));
    }

    [Fact]
    public async Task Post_NotSignedOrTooLarge_IsNotTaken()
    {
        var chat = await TalkAsync("key1", "one");
        Assert.Equal(401, await TellAsync("message.sent", "key1", new { index = 4, upstreamIndex = 3 }, secret: "whsec_bG9jYWwtb25seS1sb2NhbC1vbmx5LWxvY2Fs"));
        Assert.Equal(413, await TellAsync("message.sent", "key1", new { index = 4, upstreamIndex = 3, text = new string('x', 70_000) }));
        Assert.Equal(["one  "], await StatesAsync(chat));
        Assert.Equal(204, await TellAsync("of.another.kind", "key1", new { }));
    }

    [Fact]
    public async Task Post_WithoutASecretInTheSettings_LeadsNowhere()
    {
        await using var rig = await SandboxRig.StartAsync();
        using var response = await rig.Http.PostAsync("/sandbox/events", new StringContent("{}"));
        Assert.Equal(404, (int)response.StatusCode);
        await Assert.ThrowsAsync<OptionsValidationException>(() => SandboxRig.StartAsync(("EventsSecret", "whsec_short")));
    }

    /// <summary>A chat with the relay's key in which the agent has said these; her first message has the index 3.</summary>
    private async Task<string> TalkAsync(string key, params string[] texts)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v2/chats")
        {
            Content = JsonContent.Create(new { operationName = "RequestChat", nickname = "Ann", subject = "x", userData = new { chatKey = key } }),
        };
        request.Headers.Add("ContactCenterId", SandboxOptions.ContactCenterId);
        using var response = await _rig.Http.SendAsync(request);
        var id = (string)(await response.Content.ReadFromJsonAsync<JsonNode>())!["id"]!;
        await _rig.AgentAsync(id, "Accept");
        foreach (var text in texts)
        {
            await _rig.AgentAsync(id, "SendMessage", new { text });
        }

        return id;
    }

    private async Task<int> TellAsync(string type, string chatKey, object data, string? id = null, string secret = Secret)
    {
        var all = System.Text.Json.JsonSerializer.SerializeToNode(data)!;
        all["chatKey"] = chatKey;
        var body = Encoding.UTF8.GetBytes(new JsonObject { ["type"] = type, ["data"] = all }.ToJsonString());
        var (name, now) = (id ?? $"evt_{_next++}", _rig.Time.GetUtcNow().ToUnixTimeSeconds());
        using var request = new HttpRequestMessage(HttpMethod.Post, SandboxServer.EventsPath) { Content = new ByteArrayContent(body) };
        request.Headers.Add("webhook-id", name);
        request.Headers.Add("webhook-timestamp", now.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSignature.Sign(secret, name, now, body));
        using var response = await _rig.Http.SendAsync(request);
        return (int)response.StatusCode;
    }

    private async Task<JsonNode> ChatAsync(string id) => (await _rig.AgentGetAsync($"/api/v2/me/chats/{id}"))["chat"]!;

    private async Task<IEnumerable<string>> EarlierAsync(string id) => (await _rig.AgentGetAsync($"/api/v2/me/chats/{id}/earlier"))["chats"]!.AsArray().Select(c => (string)c!["id"]!);

    private async Task<IEnumerable<string>> StatesAsync(string id) => (await _rig.AgentGetAsync($"/api/v2/me/chats/{id}/messages"))["messages"]!.AsArray()
        .Where(m => (string)m!["type"]! == "Text").Select(m => $"{m!["text"]} {m["delivery"]?["state"]} {m["delivery"]?["reason"]}");
}
