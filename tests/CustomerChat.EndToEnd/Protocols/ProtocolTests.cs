using System.Diagnostics;
using CustomerChat.EndToEnd.Channels;
using CustomerChat.EndToEnd.Reliability;
using CustomerChat.EndToEnd.Support;

namespace CustomerChat.EndToEnd.Protocols;

/// <summary>The same promises for each protocol of a contact centre. Killed: <see cref="FailureTests"/>; under load: <see cref="CrashTests"/>.</summary>
[Collection(Lanes.Failures)]
public class ProtocolTests(AzuriteFixture azurite)
{
    private const string Bot = "22222222-2222-4222-8222-222222222222";

    [Theory]
    [InlineData("gms")]
    [InlineData("directline")]
    public async Task Conversation_GoesBothWaysAndEnds(string protocol)
    {
        await using var stack = await Stack.StartAsync(azurite, Stack.Protocol(protocol));
        using var customer = stack.NewCustomer();
        using var agent = stack.NewAgent();
        await customer.OpenAsync();
        Assert.Equal("WaitingForAgent", await customer.StateAsync());
        await customer.SayAsync("hello");
        var chat = await agent.AcceptAsync(words: "hello");
        await agent.SayAsync(chat, "hi 😀");
        await agent.OperateAsync(chat, new { operationName = "SendUrl", url = "https://example.com/" });
        await Until.IsAsync(customer.StateAsync, state => state == "Chatting");
        await Until.IsAsync(() => customer.MessagesAsync(), messages => messages.Any(m => m.EndsWith(" agent1 https://example.com/", StringComparison.Ordinal)));
        await customer.OperateAsync("SendStartTypingNotification");
        await customer.SayAsync("bye");
        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count == 2);
        await agent.SayAsync(chat, "take care");
        await agent.OperateAsync(chat, new { operationName = "Complete" });
        await Until.IsAsync(customer.StateAsync, state => state == "Idle");

        Assert.Equal(["hello", "bye"], await customer.TextsAsync("Customer"));
        Assert.Equal(["hello", "bye"], await agent.TextsAsync(chat));
        Assert.Equal(["hi 😀", "take care"], (await customer.TextsAsync("Agent")).Where(t => t != "https://example.com/"));
    }

    [Theory]
    [InlineData("gms")]
    [InlineData("directline")]
    public async Task Conversation_ThatItsCustomerEnds_HasTheLastWordsOfBoth(string protocol)
    {
        await using var stack = await Stack.StartAsync(azurite, Stack.Protocol(protocol));
        using var customer = stack.NewCustomer();
        using var agent = stack.NewAgent();
        await customer.OpenAsync();
        await customer.SayAsync("hello");
        var chat = await agent.AcceptAsync(words: "hello");
        await Until.IsAsync(customer.StateAsync, state => state == "Chatting");
        await customer.SayAsync("that is all");
        await customer.OperateAsync("Complete");

        await Until.IsAsync(agent.ChatsAsync, chats => chats.All(c => c.Id != chat));
        Assert.Equal(["hello", "that is all"], await agent.TextsAsync(chat));
    }

    /// <summary>Answers lost before and after their effect, a bot that fails, pages of a gateway: twice each.</summary>
    [Theory]
    [InlineData("gms")]
    [InlineData("directline")]
    public async Task ContactCenter_FailingInEveryWay_GetsAllOnceAndInOrder(string protocol)
    {
        await using var stack = await Stack.StartAsync(azurite, new Dictionary<string, string>(Stack.Protocol(protocol)) { ["Sandbox:DropAfter"] = "00:05:00", [$"ContactCenters:{Stack.CenterId}:Timeout"] = "00:00:02" });
        using var customer = stack.NewCustomer();
        using var agent = stack.NewAgent();
        await customer.OpenAsync();
        await customer.SayAsync("t0");
        var chat = await agent.AcceptAsync(words: "t0");
        object[] faults =
        [
            new { drop = true }, new { drop = true, afterEffect = true }, new { status = 503 }, new { status = 502, afterEffect = true }, new { html = true }, new { status = 429, retryAfterSeconds = 1 },
            new { status = 403, html = true },
        ];
        foreach (var (i, fault) in faults.Index())
        {
            await stack.FailAsync(Merge(fault, new { operation = $"{protocol}:*", count = 2 }));
            await customer.SayAsync($"t{i + 1}");
            await agent.SayAsync(chat, $"a{i + 1}");

            // One after the other: after many failures in a row the relay waits for long.
            await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Contains($"t{i + 1}"));
        }

        var expected = Enumerable.Range(0, faults.Length + 1).Select(i => $"t{i}").ToList();
        Assert.Equal(expected, await agent.TextsAsync(chat));
        Assert.Equal(expected.Skip(1).Select(t => t.Replace('t', 'a')), await Until.IsAsync(() => customer.TextsAsync("Agent"), texts => texts.Count >= faults.Length));
    }

    /// <summary>The contact centre can't be reached for a while, and the first answers are lost after their effect. Both sides go on writing.</summary>
    [Theory]
    [InlineData("gws")]
    [InlineData("gms")]
    [InlineData("directline")]
    public async Task ContactCenter_ThatIsAwayInMidConversation_GetsAllOnceAndInOrder(string protocol)
    {
        await using var stack = await Stack.StartAsync(azurite, new Dictionary<string, string>(Stack.Protocol(protocol)) { ["Sandbox:DropAfter"] = "00:05:00", [$"ContactCenters:{Stack.CenterId}:Timeout"] = "00:00:02" }, beforeSandbox: true);
        using var customer = stack.NewCustomer();
        using var agent = stack.NewAgent();
        await customer.OpenAsync();
        await customer.SayAsync("t0");
        var chat = await agent.AcceptAsync(words: "t0");
        await agent.SayAsync(chat, "a0");
        await Until.IsAsync(() => customer.TextsAsync("Agent"), texts => texts.Count == 1);

        var (calls, watch) = (0, Stopwatch.StartNew());
        stack.SandboxGate!.Decide = _ => Interlocked.Increment(ref calls) <= 2 ? new GateAct { DropAfter = true } : new GateAct { DropBefore = true };
        for (var i = 1; i <= 5; i++)
        {
            await customer.SayAsync($"t{i}");
            await agent.SayAsync(chat, $"a{i}");
        }

        await Until.IsAsync(() => Task.FromResult(watch.Elapsed), elapsed => elapsed > Switches.Outage, TimeSpan.FromMinutes(5));
        Assert.True(calls > 2);
        stack.SandboxGate.Decide = _ => GateAct.Pass;

        Assert.Equal(["t0", "t1", "t2", "t3", "t4", "t5"], await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count >= 6));
        Assert.Equal(["a0", "a1", "a2", "a3", "a4", "a5"], await Until.IsAsync(() => customer.TextsAsync("Agent"), texts => texts.Count >= 6));
        Assert.Single(await agent.ChatsAsync());
    }

    /// <summary>Who writes just when the agent ends the chat is heard in the next one: the words came too late for this one.</summary>
    [Theory]
    [InlineData("gws")]
    [InlineData("gms")]
    [InlineData("directline")]
    public async Task Words_WrittenWhenTheAgentHasJustEnded_AreReadInTheNextChat(string protocol)
    {
        await using var api = await ProviderEmulator.StartAsync();
        await using var stack = await Stack.StartAsync(azurite, new Dictionary<string, string>(Provider.Settings(api.Address).Concat(Stack.Protocol(protocol))));
        using var provider = new Provider(stack.RelayAddress);
        using var agent = stack.NewAgent();
        for (var i = 0; i < 5; i++)
        {
            await provider.WriteAsync("sms", "+4917", $"{i}-1", $"hello {i}");
            var chat = await agent.AcceptAsync("+4917");
            await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.SequenceEqual([$"hello {i}"]));
            await agent.SayAsync(chat, "bye");
            await agent.OperateAsync(chat, new { operationName = "Complete" });
            await provider.WriteAsync("sms", "+4917", $"{i}-2", $"one more thing {i}");

            var next = await agent.AcceptAsync("+4917");
            Assert.NotEqual(chat, next);
            await Until.IsAsync(() => agent.TextsAsync(next), texts => texts.SequenceEqual([$"one more thing {i}"]));
            await agent.OperateAsync(next, new { operationName = "Complete" });
            await Until.IsAsync(
                async () => (await provider.OpsAsync(HttpMethod.Get, "/api/ops/chats")).Body!["chats"]!.AsArray().Count, open => open == 0);
        }
    }

    /// <summary>While the way is barred the customer's words wait; the operator reads why.</summary>
    [Theory]
    [InlineData("gms", "Sandbox:ApiKey", "GMS answered 401")]
    [InlineData("directline", "Sandbox:DirectLineSecret", "Direct Line answered 40")]
    public async Task ContactCenter_ThatAWrongSecretBars_IsNamedInTheLogAndTheWordsWait(string protocol, string setting, string said)
    {
        await using var stack = await Stack.StartAsync(azurite, new Dictionary<string, string>(Stack.Protocol(protocol)) { [setting] = "another-secret-than-the-relay-has", [$"ContactCenters:{Stack.CenterId}:Timeout"] = "00:00:02" });
        using var customer = stack.NewCustomer();
        using var agent = stack.NewAgent();
        await customer.OpenAsync();
        await customer.SayAsync("waiting");
        await Until.IsAsync(() => Task.FromResult(stack.Relay.Log), log => log.Contains(said, StringComparison.Ordinal));
        Assert.Equal("WaitingForAgent", await customer.StateAsync());

        await stack.KillRelayAsync();
        stack.Set($"ContactCenters:{Stack.CenterId}:{(protocol == "gms" ? "Headers:apikey" : "Secret")}", "another-secret-than-the-relay-has");
        await stack.StartRelayAsync();
        var chat = await agent.AcceptAsync();
        Assert.Equal(["waiting"], await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count > 0));
    }

    /// <summary>The relay dies at whatever point of a hand-over: the person has every word of the customer's, or reads it in the story, once.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Bot_ThatHandsOver_WithTheRelayKilledMeanwhile_LosesAndDoublesNothing(int kills)
    {
        var settings = new Dictionary<string, string>
        {
            [$"ContactCenters:{Bot}:Protocol"] = "directline",
            [$"ContactCenters:{Bot}:Secret"] = "sandbox-bot-secret",
            [$"ContactCenters:{Bot}:HandOverTo"] = Stack.CenterId,
            [$"ContactCenters:{Bot}:HandOverText"] = "One moment, a person comes.",
        };
        await using var stack = await Stack.StartAsync(azurite, settings, bots: [Bot]);
        using var customer = stack.NewCustomer(centerId: Bot);
        using var agent = stack.NewAgent();
        await customer.OpenAsync();
        await customer.SayAsync("hello");
        await Until.IsAsync(() => customer.TextsAsync("External"), texts => texts.Any(t => t.Contains("hello", StringComparison.Ordinal)));
        await customer.SayAsync("agent");
        for (var i = 0; i < kills; i++)
        {
            await Until.IsAsync(
                () => customer.MessagesAsync(),
                messages => i == 0 || messages.Any(m => m.Contains("One moment", StringComparison.Ordinal)));
            await stack.KillRelayAsync();
            await stack.StartRelayAsync();
        }

        await Until.IsAsync(() => customer.MessagesAsync(), messages => messages.Any(m => m.Contains("a person comes", StringComparison.Ordinal)));
        await customer.SayAsync("are you there?");
        var chat = await agent.AcceptAsync();
        var read = await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Contains("are you there?"));
        Assert.StartsWith("What was said before:", read[0], StringComparison.Ordinal);
        Assert.Contains("Ann: hello", read[0], StringComparison.Ordinal);
        Assert.Equal(["are you there?"], read.Skip(1));
        await agent.SayAsync(chat, "here I am");
        await Until.IsAsync(() => customer.TextsAsync("Agent"), texts => texts.SequenceEqual(["here I am"]));
        Assert.Equal(["hello", "agent", "are you there?"], await customer.TextsAsync("Customer"));
        Assert.Single(await customer.MessagesAsync(), m => m.Contains("One moment, a person comes.", StringComparison.Ordinal));
    }

    private static Dictionary<string, object?> Merge(params object[] parts) =>
        parts.SelectMany(p => p.GetType().GetProperties().Select(q => (q.Name, Value: q.GetValue(p)))).ToDictionary(p => p.Name, p => p.Value);
}
