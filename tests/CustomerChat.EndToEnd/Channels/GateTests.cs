using CustomerChat.EndToEnd.Support;

namespace CustomerChat.EndToEnd.Channels;

/// <summary>Whom the relay does not listen to: who is blocked, and who writes too much.</summary>
[Collection(Lanes.Channels)]
public class GateTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Blocked_AddressAndPrefix_ReachNobodyAndOthersDo()
    {
        await using var api = await ProviderEmulator.StartAsync();
        var settings = Provider.Settings(api.Address);
        foreach (var (name, value) in settings.Where(s => s.Key.StartsWith("Channels:Telegram:main:", StringComparison.Ordinal)).ToList())
        {
            settings[name.Replace(":main:", ":second:", StringComparison.Ordinal)] = value;
        }

        await using var stack = await Stack.StartAsync(azurite, settings);
        using var provider = new Provider(stack.RelayAddress);
        using var agent = stack.NewAgent();
        Assert.Equal(401, (await provider.OpsAsync(HttpMethod.Post, "/api/ops/blocks", key: null, body: new { channel = "sms", address = "+4917", reason = "r" })).Status);
        Assert.Equal(401, (await provider.OpsAsync(HttpMethod.Get, "/api/ops/blocks", key: "wrong")).Status);
        var block = await BlockAsync(new { channel = "sms", address = "+49 17", reason = "insults", by = "Agnes" });
        await BlockAsync(new { channel = "telegram", account = "main", prefix = "66", reason = "spam" });

        // The address, the prefix at its account; and each with what is just beside it.
        Assert.Equal(200, await provider.WriteAsync("sms", "+4917", "1", "blocked"));
        Assert.Equal(200, await provider.WriteAsync("sms", "+49170", "2", "from a longer number"));
        Assert.Equal(200, await provider.WriteAsync("telegram", "6612", "3", "blocked"));
        Assert.Equal(200, await provider.WriteAsync("telegram", "6712", "4", "from another"));
        Assert.Equal(200, await provider.WriteAsync("telegram", "6612", "5", "through another account", account: "second"));
        Assert.Equal(200, await provider.WriteAsync("whatsapp", "4917", "6", "through another channel"));
        var chats = await Until.IsAsync(agent.ChatsAsync, chats => chats.Count >= 4);
        Assert.Equal(["+49170", "4917", "6612", "6712"], chats.Select(c => c.Nickname).Order(StringComparer.Ordinal));
        Assert.Equal(["through another account"], await Until.IsAsync(() => agent.TextsAsync(chats.Single(c => c.Nickname == "6612").Id), texts => texts.Count >= 1));

        // Nothing of it was kept, and nothing of it is logged.
        Assert.Empty((await provider.OpsAsync(HttpMethod.Post, "/api/ops/find", body: new { channel = "sms", address = "+4917" })).Body!["chats"]!.AsArray());
        Assert.Empty((await provider.OpsAsync(HttpMethod.Get, "/api/ops/dead-letters")).Body!["deadLetters"]!.AsArray());
        Assert.DoesNotContain("4917", stack.Relay.Log, StringComparison.Ordinal);

        // In an open chat, too; and taken back it is heard again.
        var open = chats.Single(c => c.Nickname == "+49170").Id;
        var later = await BlockAsync(new { channel = "sms", account = "MAIN", address = "+49170", reason = "later" });
        Assert.Equal(200, await provider.WriteAsync("sms", "+49170", "7", "blocked now"));
        Assert.Equal(200, (await provider.OpsAsync(HttpMethod.Delete, $"/api/ops/blocks/{later}")).Status);
        Assert.Equal(404, (await provider.OpsAsync(HttpMethod.Delete, $"/api/ops/blocks/{later}")).Status);
        Assert.Equal(200, await provider.WriteAsync("sms", "+49170", "8", "heard again"));
        Assert.Equal(["from a longer number", "heard again"], await Until.IsAsync(() => agent.TextsAsync(open), texts => texts.Count >= 2));
        Assert.Equal(200, (await provider.OpsAsync(HttpMethod.Delete, $"/api/ops/blocks/{block}")).Status);
        Assert.Equal(200, await provider.WriteAsync("sms", "+4917", "9", "me, too"));
        await Until.IsAsync(agent.ChatsAsync, now => now.Any(c => c.Nickname == "+4917"));

        async Task<string> BlockAsync(object wish)
        {
            var (status, body) = await provider.OpsAsync(HttpMethod.Post, "/api/ops/blocks", body: wish);
            Assert.Equal(200, status);
            var listed = (await provider.OpsAsync(HttpMethod.Get, "/api/ops/blocks")).Body!["blocks"]!.AsArray();
            Assert.Contains((string)body!["id"]!, listed.Select(b => (string)b!["id"]!));
            return (string)body["id"]!;
        }
    }

    [Fact]
    public async Task Flood_OfOneAddress_StopsAtTheLimitTellsItOnceAndFlowsAgainAMinuteLater()
    {
        await using var api = await ProviderEmulator.StartAsync();
        await using var stack = await Stack.StartAsync(azurite, Provider.Settings(api.Address));
        using var provider = new Provider(stack.RelayAddress);
        using var agent = stack.NewAgent();
        Assert.Equal(200, await provider.WriteAsync("telegram", "42", "0", "m0"));
        var chat = await agent.AcceptAsync("42");
        for (var i = 1; i < 60; i++)
        {
            Assert.Equal(200, await provider.WriteAsync("telegram", "42", $"{i}", $"m{i}"));
        }

        // The 61st and more, one of them twice, one of the first again; beside it somebody else.
        foreach (var i in new[] { 60, 61, 61, 62, 3 })
        {
            Assert.Equal(200, await provider.WriteAsync("telegram", "42", $"{i}", $"m{i}"));
        }

        Assert.Equal(200, await provider.WriteAsync("telegram", "43", "100", "of another"));
        Assert.Equal(
            ["You have sent too many messages at once. Some messages of the last minute were not passed on. Please wait a minute, then send them again."],
            await Until.IsAsync(() => Task.FromResult(api.Taken("42")), taken => taken.Count >= 1));
        await Until.IsAsync(agent.ChatsAsync, chats => chats.Any(c => c.Nickname == "43"));

        await Until.IsAsync(
            async () =>
            {
                Assert.Equal(200, await provider.WriteAsync("telegram", "42", "200", "flows again"));
                return await agent.TextsAsync(chat);
            },
            texts => texts.Contains("flows again"),
            TimeSpan.FromSeconds(90));
        Assert.Equal(Enumerable.Range(0, 60).Select(i => $"m{i}").Append("flows again"), await agent.TextsAsync(chat));
        Assert.Single(api.Taken("42"));
        Assert.Empty((await provider.OpsAsync(HttpMethod.Get, "/api/ops/dead-letters")).Body!["deadLetters"]!.AsArray());
    }
}
