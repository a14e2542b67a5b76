using System.Text.Json.Nodes;
using CustomerChat.Channels;
using CustomerChat.Channels.Accounts;
using CustomerChat.Channels.SignedWebhook;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Events;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Moq;

namespace CustomerChat.Tests.Channels.Events;

public class EventEndpointTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly Chat Chat = Chat.Open("7d5f1a2b-0c3d-4e5f-8a9b-0c1d2e3f4a5b", new ChatOpening("c1", "Ann", "shoes") { Channel = new("sms", "main", "+15550100") }, At);

    private readonly Mock<IChannelSwitch> _switch = new();

    [Fact]
    public async Task Send_AnEvent_IsASignedPostWithoutTheChatsId()
    {
        var (headers, body) = (new Dictionary<string, string>(), "");
        await using var stub = await StubServer.StartAsync(async context =>
        {
            headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            body = await new StreamReader(context.Request.Body).ReadToEndAsync();
        });
        var what = new LifecycleEvent("crm", EventTypes.MessageFailed, 3, At) { Detail = "30005" };

        var result = await Endpoint(stub.Address).SendAsync(new EventMessage(what.IdIn(Chat.Id), what, Chat, "hello"), default);

        Assert.Equal(new DeliveryResult.Accepted(what.IdIn(Chat.Id)), result);
        var bytes = System.Text.Encoding.UTF8.GetBytes(body);
        Assert.Equal(
            Authenticity.Valid,
            WebhookSignature.Verify(
                [Secret], headers[WebhookSignature.IdHeader], headers[WebhookSignature.TimestampHeader], headers[WebhookSignature.SignatureHeader], bytes, TimeProvider.System.GetUtcNow()));
        Assert.Equal(what.IdIn(Chat.Id), headers[WebhookSignature.IdHeader]);
        Assert.DoesNotContain(Chat.Id, body, StringComparison.Ordinal);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""
                {"type":"message.failed","timestamp":"2026-01-02T03:04:05+00:00","data":{"chat":"7d5f1a2b","chatKey":"4f64f230","contactCenterId":"c1","channel":"sms",
                 "account":"main","address":"\u002B15550100","index":3,"reason":"30005","text":"hello"}}
                """),
            Shortened(body)));
    }

    [Theory]
    [InlineData(EventTypes.AgentJoined, "Kate", "agent", "Kate")]
    [InlineData(EventTypes.ChatEnded, "Customer", "reason", "Customer")]
    [InlineData(EventTypes.ConsentChanged, "OptedOut, Word, All", "consent", "OptedOut")]
    [InlineData(EventTypes.ConsentChanged, "OptedOut, Word, All", "cause", "Word")]
    [InlineData(EventTypes.ConsentChanged, "OptedOut, Word, Marketing", "scope", "Marketing")]
    public async Task Send_WhatAnEventTells_HasAFieldOfItsOwn(string type, string detail, string field, string expected)
    {
        JsonNode? body = null;
        await using var stub = await StubServer.StartAsync(async context => body = await JsonNode.ParseAsync(context.Request.Body));

        await Endpoint(stub.Address).SendAsync(new EventMessage("evt_1", new LifecycleEvent("crm", type, 0, At) { Detail = detail }, Chat, null), default);

        Assert.Equal(expected, (string?)body!["data"]![field]);
        Assert.Null(body["data"]!["index"]);
        Assert.Null(body["data"]!["text"]);
    }

    [Fact]
    public async Task Send_AnAgentsMessage_SaysWhereItIsAtTheContactCenterAndWhatItRepeats()
    {
        var bodies = new List<JsonNode>();
        await using var stub = await StubServer.StartAsync(async context => bodies.Add((await JsonNode.ParseAsync(context.Request.Body))!["data"]!));
        var sent = new LifecycleEvent("crm", EventTypes.MessageSent, 4, At);

        await Endpoint(stub.Address).SendAsync(new EventMessage("evt_1", sent with { Upstream = new(7, null, 0) }, Chat, null), default);
        await Endpoint(stub.Address).SendAsync(new EventMessage("evt_2", sent with { Upstream = new(null, "0000003@18f", 1) }, Chat, null), default);
        await Endpoint(stub.Address).SendAsync(new EventMessage("evt_3", sent with { Index = 9, Repeats = 4 }, Chat, null), default);

        Assert.Equal(["4 7   ", "4  0000003@18f 1 ", "9    4"], bodies.Select(b => $"{b["index"]} {b["upstreamIndex"]} {b["upstreamKey"]} {b["upstreamNumber"]} {b["repeats"]}"));
    }

    [Fact]
    public async Task OwnEndpoint_AtAPrivateAddress_IsToldWhereOthersAreNot()
    {
        await using var stub = await StubServer.StartAsync(_ => Task.CompletedTask);
        var message = new EventMessage("evt_1", new LifecycleEvent("sandbox", EventTypes.ChatOpened, 0, At), Chat, null);
        var own = Services("crm", [], "Production", b => b.AddOwnEventEndpoint("sandbox", stub.Address, Secret));
        own.GetRequiredService<IStartupValidator>().Validate();

        Assert.Equal(new DeliveryResult.Accepted("evt_1"), await Assert.Single(own.GetRequiredService<IEventEndpoints>().All).SendAsync(message, default));
        Assert.Throws<OptionsValidationException>(() => Services("crm", [("Url", stub.Address.ToString()), ("Secret", Secret)], "Production").GetRequiredService<IStartupValidator>().Validate());
    }

    [Fact]
    public void OwnEndpoint_WithANameOfTheSettings_GivesWayToThem()
    {
        var services = Services("sandbox", [("Url", "http://127.0.0.1:1/"), ("Secret", Secret), ("Types", "chat.ended")], "Development", b => b.AddOwnEventEndpoint("sandbox", new("http://127.0.0.1:2/"), Secret));
        Assert.Equal([EventTypes.ChatEnded], EventTypes.All.Where(Assert.Single(services.GetRequiredService<IEventEndpoints>().All).Wants));
    }

    [Fact]
    public async Task Send_AnsweredGone_TurnsTheEndpointOffUntilAReplay()
    {
        var (off, calls) = (false, 0);
        _switch.Setup(s => s.IsOffAsync("event", "crm", default)).ReturnsAsync(() => off);
        _switch.Setup(s => s.SetAsync("event", "crm", It.IsAny<bool>(), default)).Callback((string _, string _, bool o, CancellationToken _) => off = o);
        await using var stub = await StubServer.StartAsync(context =>
        {
            calls++;
            context.Response.StatusCode = 410;
            return Task.CompletedTask;
        });
        var endpoint = Endpoint(stub.Address);
        var message = new EventMessage("evt_1", new LifecycleEvent("crm", EventTypes.ChatOpened, 0, At), Chat, null);

        Assert.IsType<DeliveryResult.Refused>(await endpoint.SendAsync(message, default));
        Assert.IsType<DeliveryResult.Refused>(await endpoint.SendAsync(message, default));
        Assert.Equal((true, 1), (off, calls));

        await endpoint.TurnOnAsync(default);
        Assert.IsType<DeliveryResult.Refused>(await endpoint.SendAsync(message, default));
        Assert.Equal(2, calls);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(404)]
    [InlineData(301)]
    public async Task Send_NotAnsweredWithSuccess_IsTriedAgain(int status)
    {
        await using var stub = await StubServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });

        var result = await Endpoint(stub.Address).SendAsync(new EventMessage("evt_1", new LifecycleEvent("crm", EventTypes.ChatOpened, 0, At), Chat, null), default);

        Assert.True(Assert.IsType<DeliveryResult.RetryLater>(result).Counts);
    }

    [Fact]
    public void Types_AreThoseOfTheSetting()
    {
        var some = Endpoint(new("http://127.0.0.1:1"), ("Types", "message.failed, chat.ended"));
        Assert.Equal([EventTypes.MessageFailed, EventTypes.ChatEnded], EventTypes.All.Where(some.Wants));
        Assert.Equal(EventTypes.All, EventTypes.All.Where(Endpoint(new("http://127.0.0.1:1")).Wants));
    }

    [Theory]
    [InlineData("crm", "Url", "", "Events:crm:Url is required.")]
    [InlineData("crm", "Url", "ftp://x", "Events:crm:Url")]
    [InlineData("crm", "Secret", "", "Events:crm:Secret must be")]
    [InlineData("crm", "Secret", "whsec_c2hvcnQ=", "Events:crm:Secret must be")]
    [InlineData("crm", "Types", "message.red", "Events:crm:Types: message.red is not an event type.")]
    [InlineData("a-b", "Types", "", "Events:a-b:An endpoint's name may have")]
    public void Settings_Wrong_AreNamedAtTheStart(string name, string setting, string value, string expected)
    {
        var faults = Assert.Throws<OptionsValidationException>(() => Services(name, [("Url", "http://127.0.0.1:1/"), ("Secret", Secret), (setting, value)])
            .GetRequiredService<IStartupValidator>().Validate()).Failures;
        Assert.Contains(faults, f => f.StartsWith(expected, StringComparison.Ordinal));
    }

    private static JsonNode Shortened(string body)
    {
        var json = JsonNode.Parse(body)!;
        json["data"]!["chatKey"] = ((string)json["data"]!["chatKey"]!)[..8];
        return json;
    }

    private IEventEndpoint Endpoint(Uri address, params (string Name, string Value)[] more) =>
        Services("crm", [("Url", address.ToString()), ("Secret", Secret), .. more]).GetRequiredService<IEventEndpoints>().All[0];

    private IServiceProvider Services(string name, (string Name, string Value)[] settings, string environment = "Development", Action<IHostApplicationBuilder>? more = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment });
        builder.Configuration.AddInMemoryCollection(settings.GroupBy(s => s.Name, s => s.Value).Select(s => KeyValuePair.Create($"Events:{name}:{s.Key}", (string?)s.Last())));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(_switch.Object);
        builder.AddChannels();
        more?.Invoke(builder);
        return builder.Build().Services;
    }
}
