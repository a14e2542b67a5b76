using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using CustomerChat.Chats;
using CustomerChat.EndToEnd.Support;
using CustomerChat.Functions.Chats;
using CustomerChat.Functions.Instances;
using CustomerChat.Functions.Operating;
using CustomerChat.Functions.Tests.Support;
using CustomerChat.Intake;
using CustomerChat.Operating;
using CustomerChat.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace CustomerChat.Functions.Tests.Instances;

/// <summary>Erasure and retention while other processes run the turns, on the engine's production backend.</summary>
[Collection(ProcessCollection.Name)]
public sealed class ErasureTests(AzuriteFixture storage) : IAsyncLifetime
{
    private const int Customers = 6;
    private const int Rounds = 8;
    private const int ErasedPerson = 7;
    private const int OtherPerson = 8;

    private readonly string _hub = "h" + Guid.NewGuid().ToString("N")[..10];
    private ContactCenterRig _center = null!;

    public async Task InitializeAsync() => _center = await ContactCenterRig.StartAsync(storage);

    public async Task DisposeAsync() => await _center.DisposeAsync();

    /// <summary>
    /// A chat and a person are erased under their windows, one of the two instances that run turns is killed, an ended chat is past its
    /// retention. The other chats are whole, once and in order; of what was erased no row is left, and nothing starts it again.
    /// </summary>
    [Fact]
    public async Task ErasureAndRetention_WhileOneOfTwoInstancesIsKilled_LeaveNoRowAndTheOtherChatsWhole()
    {
        await using var telegram = await TelegramRig.StartAsync(_center);
        var engine = StorageBackend.New(storage.ConnectionString, _hub, NullLoggerFactory.Instance);
        await engine.CreateIfNotExistsAsync();
        await using var http = await Instance.StartAsync(InstanceRole.Http, engine, engine, _center.Settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)));
        await using var first = await InstanceProcess.StartAsync(InstanceRole.Turns, _hub, storage, _center);
        await using var second = await InstanceProcess.StartAsync(InstanceRole.Turns, _hub, storage, _center);
        using var agent = _center.NewAgent();
        using var ops = new HttpClient { BaseAddress = http.Address };
        var customers = Enumerable.Range(0, Customers).Select(_ => ContactCenterRig.NewCustomer(http.Address)).ToList();
        var talks = await Task.WhenAll(
            customers.Select((customer, i) => OpenAsync(customer, $"Customer {i}", agent))
                .Concat(new[] { ErasedPerson, OtherPerson }.Select(person => WriteAsync(telegram, person, http, agent))));
        var (erased, ended, person) = (talks[0], talks[1], talks[Customers]);
        var gone = new List<Talk>();
        for (var n = 0; n < Rounds; n++)
        {
            var now = n;
            await Task.WhenAll(talks.Except(gone).Select(async talk =>
            {
                await talk.SayAsync($"q{now}");
                await agent.SayAsync(talk.Upstream, $"a{now}");
            }));
            if (n == 2)
            {
                // Their windows have just read or are about to read what the agent said.
                Assert.Equal([erased.ChatId], await EraseAsync(ops.DeleteAsync($"/api/ops/chats/{erased.ChatId}")));
                await AssertNoRowAsync(http, erased);
                Assert.Equal([person.ChatId], await EraseAsync(ops.PostAsJsonAsync("/api/ops/erase", new { channel = "telegram", address = $"{ErasedPerson}" })));
                await AssertNoRowAsync(http, person);
                gone.AddRange([erased, person]);
            }
            else if (n == 3)
            {
                await first.Process.KillAsync();
            }
            else if (n == 5)
            {
                await customers[1].OperateAsync("Complete");
                gone.Add(ended);
            }
        }

        var retention = http.Services.GetRequiredService<IChatRetention>();
        await Until.IsAsync(() => retention.RemoveEndedBeforeAsync(TimeProvider.System.GetUtcNow().AddDays(1), default), removed => removed == 1, TimeSpan.FromMinutes(2));
        var living = talks.Except(gone).ToList();
        foreach (var talk in living)
        {
            await Until.IsAsync(() => agent.TextsAsync(talk.Upstream), texts => texts.Count > Rounds, TimeSpan.FromMinutes(2));
            await Until.IsAsync(talk.HeardAsync, texts => texts.Count >= Rounds, TimeSpan.FromMinutes(2));
            Assert.Equal(Enumerable.Range(0, Rounds).Select(i => $"q{i}").Prepend("hello"), await agent.TextsAsync(talk.Upstream));
            Assert.Equal(Enumerable.Range(0, Rounds).Select(i => $"a{i}"), await talk.HeardAsync());
            Assert.NotEqual(0, await CountRowsAsync(http, talk.ChatId));
        }

        Assert.Equal(Enumerable.Range(0, 6).Select(i => $"q{i}").Prepend("hello"), await agent.TextsAsync(ended.Upstream));

        // The engine has nothing more to do for them, not even where their windows were lost with the killed instance, and the watchdog leaves them alone.
        foreach (var talk in gone)
        {
            await Until.IsAsync(() => http.Client.GetInstanceAsync(ChatInstance.IdOf(talk.ChatId)), i => i is null or { IsCompleted: true }, TimeSpan.FromMinutes(2));
        }

        var watchdog = ActivatorUtilities.CreateInstance<Watchdog>(http.Services);
        Assert.Equal(living.Count, await watchdog.RunAsync(TimeSpan.Zero, default));
        foreach (var talk in gone)
        {
            Assert.True(await http.Client.GetInstanceAsync(ChatInstance.IdOf(talk.ChatId)) is null or { IsCompleted: true });
            await AssertNoRowAsync(http, talk);
        }

        // Who writes again is somebody new.
        await telegram.WriteAsync(http.Address, "hello again", ErasedPerson, NameOf(ErasedPerson));
        Assert.Equal(["hello again"], await agent.TextsAsync(await agent.AcceptAsync(NameOf(ErasedPerson), "hello again")));
        customers.ForEach(c => c.Dispose());
    }

    private static string NameOf(int person) => $"Person {person}";

    private static async Task<Talk> OpenAsync(CustomerDriver customer, string name, AgentDriver agent)
    {
        await customer.OpenAsync(name);
        await customer.SayAsync("hello");
        return new(customer.Id, await agent.AcceptAsync(name, "hello"), customer.SayAsync, () => customer.TextsAsync("Agent"));
    }

    private static async Task<Talk> WriteAsync(TelegramRig telegram, int person, Instance http, AgentDriver agent)
    {
        await telegram.WriteAsync(http.Address, "hello", person, NameOf(person));
        var upstream = await agent.AcceptAsync(NameOf(person), "hello");
        var conversation = await http.Services.GetRequiredService<IConversations>().FindAsync(new ChannelAddress("telegram", "main", $"{person}"), default);
        return new(
            Assert.Single(conversation.Chats),
            upstream,
            text => telegram.WriteAsync(http.Address, text, person, NameOf(person)),
            () => Task.FromResult(telegram.ReceivedBy(person)));
    }

    private static async Task<IEnumerable<string>> EraseAsync(Task<HttpResponseMessage> asked)
    {
        using var response = await asked;
        Assert.True(response.IsSuccessStatusCode, response.ToString());
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!["chats"]!.AsArray().Select(c => (string)c!);
    }

    private static async Task AssertNoRowAsync(Instance instance, Talk talk) => Assert.Equal(0, await CountRowsAsync(instance, talk.ChatId));

    /// <summary>How many rows of the relay's tables name a chat, anywhere in them.</summary>
    private static async Task<int> CountRowsAsync(Instance instance, string chatId)
    {
        var tables = instance.Services.GetRequiredService<Tables>();
        var count = 0;
        foreach (var table in await Task.WhenAll(tables.Chats, tables.ChatIndex, tables.Conversations, tables.DeadLetters, tables.Keys, tables.Consents))
        {
            await foreach (var row in table.QueryAsync<TableEntity>())
            {
                count += row.Any(c => c.Value?.ToString()?.Contains(chatId, StringComparison.OrdinalIgnoreCase) == true) ? 1 : 0;
            }
        }

        return count;
    }

    private sealed record Talk(string ChatId, string Upstream, Func<string, Task> SayAsync, Func<Task<IReadOnlyList<string>>> HeardAsync);
}
