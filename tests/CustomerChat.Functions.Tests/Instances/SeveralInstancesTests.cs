using CustomerChat.EndToEnd.Support;
using CustomerChat.Functions.Instances;
using CustomerChat.Functions.Tests.Support;
using Xunit.Abstractions;

namespace CustomerChat.Functions.Tests.Instances;

/// <summary>
/// Several instances of the app as real processes, on the engine's production backend (Azure Storage, here Azurite): one takes
/// requests, two run turns, as on Flex Consumption.
/// </summary>
[Collection(ProcessCollection.Name)]
public sealed class SeveralInstancesTests(AzuriteFixture storage, ITestOutputHelper output) : IAsyncLifetime
{
    private const int Chats = 20;
    private const int Messages = 10;

    private readonly string _hub = "h" + Guid.NewGuid().ToString("N")[..10];
    private ContactCenterRig _center = null!;

    public async Task InitializeAsync() => _center = await ContactCenterRig.StartAsync(storage);

    public async Task DisposeAsync() => await _center.DisposeAsync();

    /// <summary>Two hundred messages each way, while one instance is killed and another is told to stop.</summary>
    [Fact]
    public async Task TwentyChats_WithOneInstanceKilledAndOneStopped_LoseNothingAndDoubleNothing()
    {
        await using var http = await StartAsync(InstanceRole.Http, ("Relay:InlineSendBudget", "00:00:00"));
        await using var both = await StartAsync(InstanceRole.All);
        await using var first = await StartAsync(InstanceRole.Turns);
        await using var second = await StartAsync(InstanceRole.Turns);
        using var agent = _center.NewAgent();
        var talks = await Task.WhenAll(Enumerable.Range(0, Chats).Select(async i =>
        {
            // Each chat's customer is a client of the one instance and of the other in turn.
            var (one, other) = (ContactCenterRig.NewCustomer(http.Address), ContactCenterRig.NewCustomer(both.Address));
            await one.OpenAsync($"Customer {i}");
            other.Path = one.Path;
            return (Customers: new[] { one, other }, Chat: await agent.AcceptAsync($"Customer {i}"));
        }));

        for (var n = 0; n < Messages; n++)
        {
            var now = n;
            await Task.WhenAll(talks.Select(async talk =>
            {
                await talk.Customers[now % 2].SayAsync($"q{now}");
                await agent.SayAsync(talk.Chat, $"a{now}");
            }));
            if (n == 3)
            {
                await first.Process.KillAsync();
            }
            else if (n == 6)
            {
                second.Process.Stop();
                await second.Process.WaitForExitAsync();
            }
        }

        var expected = Enumerable.Range(0, Messages).ToList();
        foreach (var talk in talks)
        {
            await Until.IsAsync(() => agent.TextsAsync(talk.Chat), texts => texts.Count >= Messages, TimeSpan.FromMinutes(2));
            await Until.IsAsync(() => talk.Customers[0].TextsAsync("Agent"), texts => texts.Count >= Messages, TimeSpan.FromMinutes(2));
            Assert.Equal(expected.Select(i => $"q{i}"), await agent.TextsAsync(talk.Chat));
            Assert.Equal(expected.Select(i => $"a{i}"), await talk.Customers[0].TextsAsync("Agent"));
        }

        output.WriteLine($"Longest gap between two requests of a chat: {(await _center.GapsAsync()).Max():F1} s (the contact centre drops after 45).");
        foreach (var customer in talks.SelectMany(t => t.Customers))
        {
            customer.Dispose();
        }
    }

    /// <summary>What the instance that takes requests leaves unsent is at the agent's before the chat would be read again.</summary>
    [Fact]
    public async Task AText_LeftUnsentByTheInstanceThatTookIt_IsSentByTheOneThatPolls()
    {
        await using var http = await StartAsync(InstanceRole.Http, ("Relay:InlineSendBudget", "00:00:00"));
        await using var turns = await StartAsync(InstanceRole.Turns);
        using var customer = ContactCenterRig.NewCustomer(http.Address);
        using var agent = _center.NewAgent();
        await customer.OpenAsync();
        var chat = await agent.AcceptAsync();
        await Until.IsAsync(customer.StateAsync, state => state == "Chatting");
        var waits = new List<double>();
        for (var i = 0; i < 10; i++)
        {
            var began = TimeProvider.System.GetTimestamp();
            await customer.SayAsync($"text {i}");
            var said = i + 1;
            await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count == said, TimeSpan.FromSeconds(20));
            waits.Add(TimeProvider.System.GetElapsedTime(began).TotalSeconds);
        }

        await customer.OperateAsync("Complete");
        var completed = TimeProvider.System.GetTimestamp();
        await Until.IsAsync(() => _center.CallsAsync("Complete"), calls => calls == 1, TimeSpan.FromSeconds(20));
        output.WriteLine(
            $"Unsent text at the agent's after: {string.Join(", ", waits.Select(w => $"{w:F2}"))} s; the end after {TimeProvider.System.GetElapsedTime(completed).TotalSeconds:F2} s.");
    }

    /// <summary>A chat that has grown quiet waits in its orchestration. Its customer writes through another instance; the text is sent inline.</summary>
    [Fact]
    public async Task AQuietChat_AfterItsCustomersPost_IsPolledFastAgain()
    {
        await using var http = await StartAsync(InstanceRole.Http, ("Relay:SlowPoll", "00:00:20"));
        await using var turns = await StartAsync(InstanceRole.Turns, ("Relay:SlowPoll", "00:00:20"));
        using var customer = ContactCenterRig.NewCustomer(http.Address);
        using var agent = _center.NewAgent();
        await customer.OpenAsync();
        var chat = await agent.AcceptAsync();
        await Until.IsAsync(customer.StateAsync, state => state == "Chatting");

        // It is quiet when a poll has been followed by none for longer than a lively chat's interval many times over.
        var polls = 0L;
        var since = TimeProvider.System.GetTimestamp();
        await Until.IsAsync(
            async () =>
            {
                var now = await _center.CallsAsync("GetChat");
                (polls, since) = now == polls ? (polls, since) : (now, TimeProvider.System.GetTimestamp());
                return TimeProvider.System.GetElapsedTime(since);
            },
            quiet => quiet > TimeSpan.FromSeconds(6),
            TimeSpan.FromMinutes(2));

        var posted = TimeProvider.System.GetTimestamp();
        await customer.SayAsync("still there?");
        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count == 1);
        await Until.IsAsync(() => _center.CallsAsync("GetChat"), now => now > polls, TimeSpan.FromSeconds(12));
        output.WriteLine($"Polled again {TimeProvider.System.GetElapsedTime(posted).TotalSeconds:F2} s after the post; the next poll was due after up to 20 s.");

        // And it goes on so: three polls in a row that the schedule of a quiet chat would not have made.
        await Until.IsAsync(() => _center.CallsAsync("GetChat"), now => now > polls + 3, TimeSpan.FromSeconds(15));
    }

    /// <summary>
    /// What a customer wrote through a channel just when the agent closed opens the next chat: by a turn, on an instance that
    /// never takes a request.
    /// </summary>
    [Fact]
    public async Task AChatCarriedOver_ByAnInstanceThatOnlyRunsTurns_IsOpenedAndPolled()
    {
        await using var telegram = await TelegramRig.StartAsync(_center);
        await using var http = await StartAsync(InstanceRole.Http, ("Relay:InlineSendBudget", "00:00:00"));
        await using var turns = await StartAsync(InstanceRole.Turns);
        using var agent = _center.NewAgent();
        await telegram.WriteAsync(http.Address, "hello");
        var first = await agent.AcceptAsync("Ann");
        await Until.IsAsync(() => agent.TextsAsync(first), texts => texts.Count == 1);

        await _center.FailAsync(new { operation = "SendMessage", count = 1_000, status = 503 });
        await telegram.WriteAsync(http.Address, "one more thing");
        await agent.OperateAsync(first, new { operationName = "Complete" });
        await _center.RecoverAsync();

        var next = await Until.IsAsync(agent.ChatsAsync, chats => chats.Any(c => c.Id != first && c.Nickname == "Ann"));
        var second = next.Single(c => c.Id != first).Id;
        await agent.OperateAsync(second, new { operationName = "Accept", nickname = agent.User });
        await Until.IsAsync(() => agent.TextsAsync(second), texts => texts.SequenceEqual(["one more thing"]));
    }

    private Task<InstanceProcess> StartAsync(InstanceRole role, params (string Name, string Value)[] settings) =>
        InstanceProcess.StartAsync(role, _hub, storage, _center, settings);
}
