using CustomerChat.EndToEnd.Support;

namespace CustomerChat.EndToEnd.Channels;

/// <summary>People who write through channels, agents who answer, and the providers between.</summary>
[Collection(Lanes.Channels)]
public class ChannelTests(AzuriteFixture azurite, SharedChannelWorld shared) : IClassFixture<SharedChannelWorld>
{
    [Theory]
    [InlineData("sms")]
    [InlineData("whatsapp")]
    [InlineData("messenger")]
    [InlineData("telegram")]
    [InlineData("webhook")]
    public async Task Twenty_MessagesEachWay_ArriveOnceAndInOrder(string channel)
    {
        var world = await shared.TakeAsync();
        var (api, provider, agent) = (world.Api, world.Provider, world.Agent);
        var person = world.Person;
        Assert.Equal(200, await provider.WriteAsync(channel, person, "1", "hello"));
        var chat = await agent.AcceptAsync(person);

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(200, await provider.WriteAsync(channel, person, $"1{i:D2}", $"person {i}"));
            await agent.SayAsync(chat, $"agent {i} 😀");
        }

        await Until.IsAsync(() => Task.FromResult(api.Taken(person)), taken => taken.Count >= 20);
        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count >= 21);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"agent {i} 😀"), api.Taken(person));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"person {i}").Prepend("hello"), await agent.TextsAsync(chat));
        Assert.All(api.Calls, c => Assert.True(c.Authentic));
    }

    [Fact]
    public async Task TwoHundredWebhooks_DoubledAndShuffledFromTenPeople_AreTenChatsWithEachMessageOnce()
    {
        var world = await shared.TakeAsync();
        var (stack, provider, agent) = (world.Stack, world.Provider, world.Agent);
        var webhooks = Enumerable.Range(0, 10).SelectMany(p => Enumerable.Range(0, 10).Select(m => (Person: $"p{p}", Id: $"{p}{m}", Text: $"p{p} m{m}"))).ToList();
        var shuffled = webhooks.Concat(webhooks).ToArray();
        new Random(7).Shuffle(shuffled);

        await Parallel.ForEachAsync(shuffled, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (w, _) =>
            Assert.True(await provider.WriteAsync("telegram", w.Person, w.Id, w.Text) == 200, stack.Relay.Log));

        var chats = await Until.IsAsync(agent.ChatsAsync, chats => chats.Count >= 10);
        Assert.Equal(Enumerable.Range(0, 10).Select(p => $"p{p}"), chats.Select(c => c.Nickname).Order());
        foreach (var (id, person) in chats)
        {
            var texts = await Until.IsAsync(() => agent.TextsAsync(id), texts => texts.Count >= 10);
            Assert.Equal(Enumerable.Range(0, 10).Select(m => $"{person} m{m}"), texts.Order());
        }
    }

    [Fact]
    public async Task Provider_InEveryBadMood_GetsAllInOrderAndWhatItRefusesIsADeadLetterThatCanBeReplayed()
    {
        await using var api = await ProviderEmulator.StartAsync();
        await using var stack = await Stack.StartAsync(azurite, Provider.Settings(api.Address));
        using var provider = new Provider(stack.RelayAddress);
        using var agent = stack.NewAgent();
        await provider.WriteAsync("webhook", "person", "1", "hello");
        var chat = await agent.AcceptAsync("person");
        await provider.WriteAsync("telegram", "42", "1", "hello");
        var other = await agent.AcceptAsync("42");
        var refuse = true;
        api.Fault = (call, n) => (call.Text, api.Calls.Count(c => c.Text == call.Text)) switch
        {
            ("limited", 0) => new(429, "") { RetryAfter = "2" },
            ("broken", 0) => new(500, "boom"),
            ("lost answer", 0) => new(200, "") { Drop = true, TakenAllTheSame = true },
            ("refused", _) when refuse => new(403, """{"ok":false,"error_code":403}"""),
            _ => null,
        };

        foreach (var text in new[] { "limited", "broken", "lost answer", "last" })
        {
            await agent.SayAsync(chat, text);
        }

        await agent.SayAsync(other, "refused");
        await agent.SayAsync(other, "taken");

        await Until.IsAsync(() => Task.FromResult(api.Taken("person")), taken => taken.Contains("last"));
        Assert.Equal(["limited", "broken", "lost answer", "last"], api.Taken("person").Distinct());

        // The provider took it twice: with the same id, by which it can tell.
        Assert.Single(api.Calls.Where(c => c.Text == "lost answer").Select(c => c.Id).Distinct());
        await Until.IsAsync(() => Task.FromResult(api.Taken("42")), taken => taken.Contains("taken"));
        Assert.Equal(["taken"], api.Taken("42"));

        var letters = await provider.OpsAsync(HttpMethod.Get, "/api/ops/dead-letters");
        var letter = Assert.Single(letters.Body!["deadLetters"]!.AsArray())!;
        Assert.Equal("down", (string)letter["direction"]!);
        Assert.Contains("403", (string)letter["reason"]!, StringComparison.Ordinal);
        var replay = $"/api/ops/dead-letters/{letter["id"]}/replay";
        Assert.Equal(409, (await provider.OpsAsync(HttpMethod.Post, replay)).Status);
        refuse = false;
        Assert.Equal(200, (await provider.OpsAsync(HttpMethod.Post, replay)).Status);
        Assert.Equal(["taken", "refused"], api.Taken("42"));
        Assert.Equal(404, (await provider.OpsAsync(HttpMethod.Post, replay)).Status);
        Assert.Empty((await provider.OpsAsync(HttpMethod.Get, "/api/ops/dead-letters")).Body!["deadLetters"]!.AsArray());
        Assert.Equal(401, (await provider.OpsAsync(HttpMethod.Get, "/api/ops/dead-letters", key: null)).Status);
        Assert.Equal(401, (await provider.OpsAsync(HttpMethod.Get, "/api/ops/dead-letters", key: "wrong")).Status);
    }

    [Fact]
    public async Task Webhooks_ThatAreNotInOrder_AreRefusedWithoutAReason()
    {
        var world = await shared.TakeAsync();
        var (provider, agent) = (world.Provider, world.Agent);

        foreach (var channel in new[] { "sms", "whatsapp", "messenger", "telegram", "webhook" })
        {
            Assert.Equal(channel == "webhook" ? 401 : 403, await provider.WriteAsync(channel, "person", "1", "original", tamper: true));
            Assert.Equal(404, await provider.WriteAsync(channel, "person", "1", "hello", account: "nobody"));
            Assert.Equal(413, await provider.PostAsync($"/api/channels/{channel}/main", 1024 * 1024 + 1));
            Assert.Equal(channel is "whatsapp" or "messenger" ? 403 : 405, (await provider.GetAsync($"/api/channels/{channel}/main")).Status);
        }

        Assert.Equal((200, "1158201444"), await provider.GetAsync("/api/channels/whatsapp/main?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=verify"));
        Assert.Equal(403, (await provider.GetAsync("/api/channels/whatsapp/main?hub.mode=subscribe&hub.challenge=1&hub.verify_token=wrong")).Status);
        Assert.Empty(await agent.ChatsAsync());
    }

    [Fact]
    public async Task Status_ReportedByTheProvider_IsKeptAndNeverGoesBack()
    {
        await using var api = await ProviderEmulator.StartAsync();
        await using var stack = await Stack.StartAsync(azurite, Provider.Settings(api.Address));
        using var provider = new Provider(stack.RelayAddress);
        using var agent = stack.NewAgent();
        await provider.WriteAsync("sms", "+4917", "SM1", "hello");
        var chat = await agent.AcceptAsync("+4917");
        await agent.SayAsync(chat, "hi");
        await Until.IsAsync(() => Task.FromResult(api.Taken("+4917")), taken => taken.Count == 1);
        var table = new Azure.Data.Tables.TableClient(azurite.ConnectionString, stack.TablePrefix + "chats");
        async Task<string?> StatusAsync()
        {
            await foreach (var row in table.QueryAsync<Azure.Data.Tables.TableEntity>("ProviderId eq 'P1'"))
            {
                return row.GetString("DeliveryStatus");
            }

            return null;
        }

        await Until.IsAsync(StatusAsync, status => status == "Accepted");
        Assert.Equal(200, await provider.ReportAsync("+4917", "P1", "delivered"));
        Assert.Equal("Delivered", await StatusAsync());
        Assert.Equal(200, await provider.ReportAsync("+4917", "P1", "sent"));
        Assert.Equal("Delivered", await StatusAsync());
        Assert.Equal(200, await provider.ReportAsync("+4917", "unknown", "sent"));
    }

    [Fact]
    public async Task Person_WhoStops_IsSentNothingUntilTheyStartAgain()
    {
        await using var api = await ProviderEmulator.StartAsync();
        await using var stack = await Stack.StartAsync(azurite, Provider.Settings(api.Address));
        using var provider = new Provider(stack.RelayAddress);
        using var agent = stack.NewAgent();
        Assert.Equal(200, await provider.WriteAsync("sms", "+4917", "SM0", "STOP"));
        Assert.Empty(await agent.ChatsAsync());
        Assert.Equal(200, await provider.WriteAsync("sms", "+4917", "SM1", "unstop"));
        Assert.Equal(200, await provider.WriteAsync("sms", "+4917", "SM2", "hello"));
        var chat = await agent.AcceptAsync("+4917");
        await agent.SayAsync(chat, "hi");
        await Until.IsAsync(() => Task.FromResult(api.Taken("+4917")), taken => taken.Count == 1);

        Assert.Equal(200, await provider.WriteAsync("sms", "+4917", "SM3", "Stop!"));
        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count == 2);
        await agent.SayAsync(chat, "too late");
        var letters = await Until.IsAsync(
            async () => (await provider.OpsAsync(HttpMethod.Get, "/api/ops/dead-letters")).Body!["deadLetters"]!.AsArray(), letters => letters.Count == 1);
        Assert.StartsWith("The customer has opted out", (string)letters[0]!["reason"]!, StringComparison.Ordinal);
        var known = (await provider.OpsAsync(HttpMethod.Get, "/api/ops/consents?state=optedOut")).Body!["consents"]!.AsArray();
        Assert.Equal(("+4917", "word"), ((string)known[0]!["address"]!, (string)known[0]!["cause"]!));
        Assert.Equal(401, (await provider.OpsAsync(HttpMethod.Get, "/api/ops/consents", key: null)).Status);

        Assert.Equal(200, await provider.WriteAsync("sms", "+4917", "SM4", "START"));
        await agent.SayAsync(chat, "welcome back");

        Assert.Equal(["hi", "welcome back"], await Until.IsAsync(() => Task.FromResult(api.Taken("+4917")), taken => taken.Count == 2));
        var texts = await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count == 4);
        Assert.Equal(
            ["hello", "Stop!\n[consent] The customer wants no more messages. Answers are not delivered until they ask for them again.", "START\n[consent] The customer has opted in again."],
            texts.Where(t => !t.StartsWith("Not delivered", StringComparison.Ordinal)));
        Assert.StartsWith("Not delivered: \"too late\" (The customer has opted out", texts[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Account_WhoseTokenHasExpired_HoldsItsAnswersInOrderUntilItIsMended()
    {
        await using var api = await ProviderEmulator.StartAsync();
        await using var stack = await Stack.StartAsync(azurite, Provider.Settings(api.Address));
        using var provider = new Provider(stack.RelayAddress);
        using var agent = stack.NewAgent();
        await provider.WriteAsync("whatsapp", "4917", "w1", "hello");
        var chat = await agent.AcceptAsync("4917");
        var expired = true;
        api.Fault = (_, _) => expired ? new(401, """{"error":{"message":"Error validating access token: Session has expired","code":190,"error_subcode":463}}""") : null;
        foreach (var text in new[] { "one", "two", "three" })
        {
            await agent.SayAsync(chat, text);
        }

        await Until.IsAsync(() => Task.FromResult(api.Calls), calls => calls.Count > 0);
        Assert.Empty((await provider.OpsAsync(HttpMethod.Get, "/api/ops/dead-letters")).Body!["deadLetters"]!.AsArray());
        await Until.IsAsync(
            () => Task.FromResult(stack.Relay.Log),
            log => log.Contains("HTTP 401, code 190/463: Error validating access token: Session has expired", StringComparison.Ordinal));
        var fault = Assert.Single((await provider.OpsAsync(HttpMethod.Get, "/api/ops/chats")).Body!["accountsAtFault"]!.AsArray())!;
        Assert.Equal(("whatsapp", "main"), ((string)fault["channel"]!, (string)fault["account"]!));
        Assert.Contains("code 190/463", (string)fault["reason"]!, StringComparison.Ordinal);
        Assert.Contains("\"accountsAtFault\":1", (await provider.GetAsync("/api/health/ready")).Body, StringComparison.Ordinal);
        expired = false;

        Assert.Equal(["one", "two", "three"], await Until.IsAsync(() => Task.FromResult(api.Taken("4917")), taken => taken.Count == 3));
        Assert.Equal(["hello"], await agent.TextsAsync(chat));
        await Until.IsAsync(() => provider.OpsAsync(HttpMethod.Get, "/api/ops/chats"), reply => reply.Body!["accountsAtFault"]!.AsArray().Count == 0);
    }

    [Theory]
    [InlineData("sms", "whatsapp:+4917", 63016, "(template HX1)")]
    [InlineData("whatsapp", "4917", 131047, "(template answer_ready en_US)")]
    [InlineData("messenger", "4917", 10, "(template answer_ready en_US)")]
    public async Task Answers_AfterTheWindowHasClosed_AreHeldBehindATemplateUntilThePersonWrites(string channel, string person, int code, string template)
    {
        await using var api = await ProviderEmulator.StartAsync();
        var settings = Provider.Settings(api.Address);
        settings["Channels:Sms:main:From"] = "whatsapp:+1000";
        settings["Channels:Sms:main:Template"] = "HX1";
        settings["Channels:WhatsApp:main:Template"] = settings["Channels:Messenger:main:Template"] = "answer_ready, en_US";
        await using var stack = await Stack.StartAsync(azurite, settings);
        using var provider = new Provider(stack.RelayAddress);
        using var agent = stack.NewAgent();
        Assert.Equal(200, await provider.WriteAsync(channel, person, "m1", "hello"));
        var chat = await agent.AcceptAsync(person);
        var closed = true;
        api.Fault = (call, _) => !closed || call.Text == template ? null
            : new(400, channel == "sms" ? $$"""{"code":{{code}},"message":"outside the window"}""" : $$$"""{"error":{"code":{{{code}}},"error_subcode":2018278,"message":"outside the window"}}""");
        foreach (var text in new[] { "one", "two", "three" })
        {
            await agent.SayAsync(chat, text);
        }

        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count == 2);
        Assert.Equal([template], api.Taken(person));
        closed = false;
        Assert.Equal(200, await provider.WriteAsync(channel, person, "m2", "yes?"));

        Assert.Equal([template, "one", "two", "three"], await Until.IsAsync(() => Task.FromResult(api.Taken(person)), taken => taken.Count >= 4));
        var read = await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count == 3);
        Assert.StartsWith("Not delivered yet: \"one\". The customer has not written for too long", read[1], StringComparison.Ordinal);
        Assert.Equal(["hello", "yes?"], [read[0], read[2]]);
        Assert.Empty((await provider.OpsAsync(HttpMethod.Get, "/api/ops/dead-letters")).Body!["deadLetters"]!.AsArray());
    }

    [Theory]
    [InlineData("sms", "+4917", 400, """{"code":21610,"message":"Attempt to send to unsubscribed recipient"}""", "Attempt to send to unsubscribed recipient")]
    [InlineData("whatsapp", "4917", 400, """{"error":{"code":131026,"message":"Message undeliverable"}}""", "code 131026: Message undeliverable")]
    [InlineData("messenger", "4917", 400, """{"error":{"code":551,"message":"This person isn't available right now."}}""", "This person isn't available right now")]
    [InlineData("telegram", "4917", 403, """{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}""", "Forbidden: bot was blocked by the user")]
    public async Task Answer_ThatTheProviderRefuses_IsToldToTheAgentInItsWords(string channel, string person, int status, string body, string words)
    {
        var world = await shared.TakeAsync();
        var (api, provider, agent) = (world.Api, world.Provider, world.Agent);
        Assert.Equal(200, await provider.WriteAsync(channel, person, "m1", "hello"));
        var chat = await agent.AcceptAsync(person);
        api.Fault = (_, _) => new(status, body);

        await agent.SayAsync(chat, "We do have these.");

        var told = (await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count == 2))[1];
        Assert.StartsWith("Not delivered: \"We do have these.\" (", told, StringComparison.Ordinal);
        Assert.Contains(words, told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operator_WhoWritesFirst_ReachesThePersonAndTheAnswerOpensAChatThatBeginsWithIt()
    {
        await using var api = await ProviderEmulator.StartAsync();
        await using var stack = await Stack.StartAsync(azurite, new Dictionary<string, string>(Provider.Settings(api.Address)) { ["Channels:Webhook:main:MayReachOut"] = "true" });
        using var provider = new Provider(stack.RelayAddress);
        using var agent = stack.NewAgent();
        var outbound = new { channel = "sms", account = "main", address = "+4917", contactCenterId = Stack.CenterId, text = "Your shoes are here." };
        Assert.Equal(400, (await provider.OpsAsync(HttpMethod.Post, "/api/ops/outbound", body: outbound)).Status);
        Assert.Equal(401, (await provider.OpsAsync(HttpMethod.Post, "/api/ops/outbound", key: null, body: outbound, idempotencyKey: "k")).Status);
        Assert.Equal(404, (await provider.OpsAsync(HttpMethod.Post, "/api/ops/outbound", body: outbound with { account = "nobody" }, idempotencyKey: "k")).Status);
        Assert.Equal(404, (await provider.OpsAsync(HttpMethod.Post, "/api/ops/outbound", body: outbound with { contactCenterId = "nobody" }, idempotencyKey: "k")).Status);

        var replies = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => provider.OpsAsync(HttpMethod.Post, "/api/ops/outbound", body: outbound, idempotencyKey: "k")));
        Assert.All(replies, r => Assert.Equal(200, r.Status));
        Assert.Single(replies.Select(r => (string)r.Body!["chatId"]!).Distinct());
        await Until.IsAsync(() => Task.FromResult(api.Taken("+4917")), taken => taken.Count > 0);
        Assert.Empty(await agent.ChatsAsync());

        Assert.Equal(200, await provider.WriteAsync("sms", "+4917", "SM1", "Great!"));
        var chat = await agent.AcceptAsync("+4917");
        await agent.SayAsync(chat, "Tomorrow?");
        Assert.Equal(["Your shoes are here.", "Tomorrow?"], await Until.IsAsync(() => Task.FromResult(api.Taken("+4917")), taken => taken.Count == 2));
        Assert.Equal(["Great!"], await agent.TextsAsync(chat));

        // A program whose account may does the same; asked twice it is one.
        var asked = $$"""{"type":"outbound","channel":"telegram","account":"main","address":"42","contactCenterId":"{{Stack.CenterId}}","text":"Still there?"}""";
        Assert.Equal(200, await provider.PostAsync("webhook", asked));
        Assert.Equal(200, await provider.PostAsync("webhook", asked));
        Assert.Equal(200, await provider.PostAsync("webhook", asked.Replace("Still", "Really", StringComparison.Ordinal)));
        Assert.Equal(["Still there?", "Really there?"], await Until.IsAsync(() => Task.FromResult(api.Taken("42")), taken => taken.Count == 2));
    }

    [Fact]
    public async Task Person_EndsAndWritesAgain_IsInANewChatWithTheAccountsTexts()
    {
        await using var api = await ProviderEmulator.StartAsync();
        var settings = Provider.Settings(api.Address);
        settings["Channels:Sms:main:Welcome"] = "Welcome!";
        settings["Channels:Sms:main:Closing"] = "Goodbye!";
        await using var stack = await Stack.StartAsync(azurite, settings);
        using var provider = new Provider(stack.RelayAddress);
        using var agent = stack.NewAgent();
        await provider.WriteAsync("sms", "+4917", "SM1", "hello");
        var first = await agent.AcceptAsync("+4917");
        Assert.Equal(200, await provider.WriteAsync("sms", "+4917", "SM2", " /END"));
        await Until.IsAsync(agent.ChatsAsync, chats => chats.Count == 0);
        await Until.IsAsync(() => Task.FromResult(api.Taken("+4917")), taken => taken.Count == 2);
        Assert.Equal(["Welcome!", "Goodbye!"], api.Taken("+4917"));

        Assert.Equal(200, await provider.WriteAsync("sms", "+4917", "SM3", "me again"));
        var second = await agent.AcceptAsync("+4917");
        Assert.NotEqual(first, second);
        await Until.IsAsync(() => agent.TextsAsync(second), texts => texts.SequenceEqual(["me again"]));
        Assert.Equal(["hello"], await agent.TextsAsync(first));
    }

    [Fact]
    public async Task Relay_KilledBetweenDeliveries_DeliversTheRestAndNothingOfItTwice()
    {
        await using var api = await ProviderEmulator.StartAsync();
        await using var stack = await Stack.StartAsync(azurite, Provider.Settings(api.Address));
        using var provider = new Provider(stack.RelayAddress);
        using var agent = stack.NewAgent();
        await provider.WriteAsync("webhook", "person", "1", "hello");
        var chat = await agent.AcceptAsync("person");
        for (var i = 0; i < 30; i++)
        {
            await agent.SayAsync(chat, $"a{i}");
        }

        await Until.IsAsync(() => Task.FromResult(api.Taken("person")), taken => taken.Count >= 3);
        await stack.KillRelayAsync();
        await stack.StartRelayAsync();

        await Until.IsAsync(() => Task.FromResult(api.Taken("person")), taken => taken.Contains("a29"));

        // At-least-once with a stable id: what was under way when it was killed may come again, and can be told.
        var calls = api.Calls.Where(c => c.Taken).ToList();
        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"a{i}"), calls.DistinctBy(c => c.Id).Select(c => c.Text));
        Assert.InRange(calls.Count, 30, 31);
    }
}
