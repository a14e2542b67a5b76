using CustomerChat.EndToEnd.Support;

namespace CustomerChat.EndToEnd.Channels;

/// <summary>A program that is told of lifecycle events by the relay as a real process.</summary>
[Collection(Lanes.Channels)]
public class EventTests(AzuriteFixture azurite)
{
    private const string Person = "4917012345";

    [Fact]
    public async Task Events_OfAConversation_AreAllToldThoughTheEndpointFailsAndTheRelayIsKilled()
    {
        await using var api = await ProviderEmulator.StartAsync();
        await using var crm = await EventReceiver.StartAsync();
        await using var stack = await Stack.StartAsync(azurite, Settings(api, crm));
        using var provider = new Provider(stack.RelayAddress);
        using var agent = stack.NewAgent();
        await provider.WriteAsync("whatsapp", Person, "1", "hello");
        var chat = await agent.AcceptAsync(Person);
        await agent.SayAsync(chat, "We do.");
        await crm.UntilAsync("agent.joined 3");
        await Until.IsAsync(() => Task.FromResult(api.Taken(Person)), taken => taken.Contains("We do."));

        crm.IsDown = true;
        for (var i = 0; i < 5; i++)
        {
            await provider.WriteAsync("whatsapp", Person, $"2{i}", $"more {i}");
        }

        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count >= 6);
        await stack.KillRelayAsync();
        crm.IsDown = false;
        await stack.StartRelayAsync();
        await provider.WriteAsync("whatsapp", Person, "3", "STOP");

        // Else the words open the next chat, which has events of its own.
        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count >= 7);
        await agent.OperateAsync(chat, new { operationName = "Complete" });
        await crm.UntilAsync("chat.ended");

        string[] expected =
            ["chat.opened", "message.received 1", "agent.joined 3", .. Enumerable.Range(5, 5).Select(i => $"message.received {i}"), "consent.changed", "message.received 10", "chat.ended"];
        var told = await crm.UntilAsync("message.received 10");
        Assert.Empty(expected.Except(told));
        Assert.Equal(expected.Where(e => e != "consent.changed"), told.Where(expected.Contains).Where(e => e != "consent.changed").Distinct());
        Assert.All(crm.Bodies, b => Assert.Null(b["data"]!["text"]));
        Assert.Single(crm.Bodies.Select(b => (string?)b["data"]!["address"]).Distinct(), Person);

        // One id for each event, however often it was told; more may come meanwhile.
        var events = crm.Events;
        Assert.Equal(events.Select(e => e.Told).Distinct().Count(), events.Select(e => e.Id).Distinct().Count());
        Assert.All(crm.Bodies, b => Assert.DoesNotContain(chat, b.ToJsonString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Events_OfAnEndpointThatIsGone_AreDeadLettersThatAReplayBrings()
    {
        await using var api = await ProviderEmulator.StartAsync();
        await using var crm = await EventReceiver.StartAsync();
        crm.Status = 410;
        await using var stack = await Stack.StartAsync(azurite, Settings(api, crm));
        using var provider = new Provider(stack.RelayAddress);
        using var agent = stack.NewAgent();
        await provider.WriteAsync("telegram", "42", "1", "hello");
        await agent.AcceptAsync("42");

        var letters = await Until.IsAsync(
            async () => (await provider.OpsAsync(HttpMethod.Get, "/api/ops/dead-letters")).Body!["deadLetters"]!.AsArray(), l => l.Count >= 3);
        Assert.All(letters, l => Assert.Equal("event", (string)l!["direction"]!));
        Assert.Single(crm.Bodies);

        crm.Status = 204;
        foreach (var letter in letters)
        {
            Assert.Equal(200, (await provider.OpsAsync(HttpMethod.Post, $"/api/ops/dead-letters/{letter!["id"]}/replay")).Status);
        }

        Assert.Equal(["agent.joined 3", "chat.opened", "message.received 1"], (await crm.UntilAsync("agent.joined 3")).Skip(1).Order(StringComparer.Ordinal));
    }

    private static Dictionary<string, string> Settings(ProviderEmulator api, EventReceiver crm) => new(Provider.Settings(api.Address))
    {
        ["Events:crm:Url"] = new Uri(crm.Address, "/events").ToString(),
        ["Events:crm:Secret"] = Provider.WebhookSecret,
    };
}
