using System.Globalization;
using CustomerChat.EndToEnd.Support;
using Xunit.Abstractions;

namespace CustomerChat.EndToEnd;

/// <summary>The self-host is killed at random moments under load, again and again: what was answered with success is everywhere once and in order.</summary>
[Collection(EndToEndCollection.Name)]
public class CrashTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private const int Chats = 20;

    /// <summary>Set to repeat a run.</summary>
    private static readonly int Seed = Number("CRASH_SEED") ?? Random.Shared.Next();

    /// <summary>Set for longer runs.</summary>
    private static readonly int Kills = Number("CRASH_KILLS") ?? 5;

    [Fact]
    public async Task Relay_KilledAgainAndAgainUnderLoad_LosesNothingAndDoublesNothing()
    {
        output.WriteLine($"CRASH_SEED={Seed} CRASH_KILLS={Kills}");
        var random = new Random(Seed);
        await using var stack = await Stack.StartAsync(azurite);
        using var agent = stack.NewAgent();
        var conversations = new List<Conversation>();
        for (var i = 0; i < Chats; i++)
        {
            var customer = stack.NewCustomer();
            await customer.OpenAsync($"c{i}");
            conversations.Add(new Conversation(customer, await agent.AcceptAsync($"c{i}")));
        }

        using var stop = new CancellationTokenSource();
        var load = conversations.Select(c => c.TalkAsync(agent, stop.Token)).ToArray();
        for (var kill = 0; kill < Kills; kill++)
        {
            // A random moment is what is to be tested: so many more messages, and then at once.
            var goal = conversations.Sum(c => c.Answered.Count) + random.Next(20, 200);
            await Until.IsAsync(() => Task.FromResult(conversations.Sum(c => c.Answered.Count)), answered => answered >= goal);
            await stack.KillRelayAsync();
            await stack.StartRelayAsync();
        }

        await stop.CancelAsync();
        await Task.WhenAll(load);
        foreach (var conversation in conversations)
        {
            await conversation.VerifyAsync(agent);
            conversation.Customer.Dispose();
        }

        output.WriteLine($"{conversations.Sum(c => c.Answered.Count)} posts answered, {conversations.Sum(c => c.Said.Count)} agents' messages");
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>One customer and her chat at the agent's.</summary>
    private sealed record Conversation(CustomerDriver Customer, string Chat)
    {
        /// <summary>What the relay answered with success.</summary>
        public List<string> Answered { get; } = [];

        /// <summary>What was posted, whatever the answer.</summary>
        public List<string> Posted { get; } = [];

        public List<string> Said { get; } = [];

        public async Task TalkAsync(AgentDriver agent, CancellationToken stop)
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                Posted.Add($"m{i}");
                try
                {
                    await Customer.SayAsync($"m{i}");
                    Answered.Add($"m{i}");
                }
                catch (Exception e) when (e is HttpRequestException or IOException)
                {
                    // No answer, no promise: it may be there once, or not at all.
                }

                // The agent goes on while the relay is away, but not without end.
                if (Said.Count <= Answered.Count)
                {
                    await agent.SayAsync(Chat, $"a{i}");
                    Said.Add($"a{i}");
                }
            }
        }

        public async Task VerifyAsync(AgentDriver agent)
        {
            var last = Answered[^1];
            var arrived = await Until.IsAsync(() => agent.TextsAsync(Chat), texts => texts.Contains(last), TimeSpan.FromSeconds(90));
            var transcript = await Until.IsAsync(() => Customer.TextsAsync("Agent"), texts => texts.Count >= Said.Count, TimeSpan.FromSeconds(90));
            Assert.Equal(arrived.Distinct(), arrived);
            Assert.Equal(Answered, arrived.Where(Answered.Contains));
            Assert.Equal(Posted.Where(arrived.Contains), arrived);
            Assert.Equal(await Customer.TextsAsync("Customer"), arrived);
            Assert.Equal(Said, transcript);
        }
    }
}
