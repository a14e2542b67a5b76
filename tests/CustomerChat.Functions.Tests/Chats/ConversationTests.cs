using CustomerChat.Chats;
using CustomerChat.EndToEnd.Support;
using CustomerChat.Functions.Chats;
using CustomerChat.Functions.Instances;
using CustomerChat.Functions.Tests.Support;
using CustomerChat.Intake;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing.Sidecar;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerChat.Functions.Tests.Chats;

/// <summary>The app's orchestrations and activities on the real engine with its backend in memory.</summary>
[Collection(EngineCollection.Name)]
public sealed class ConversationTests(AzuriteFixture storage) : IAsyncLifetime
{
    private readonly InMemoryOrchestrationService _engine = new();
    private ContactCenterRig _center = null!;

    public async Task InitializeAsync() => _center = await ContactCenterRig.StartAsync(storage);

    public async Task DisposeAsync() => await _center.DisposeAsync();

    [Fact]
    public async Task AChat_FromOpenToComplete_RunsOnTheEngineAndEndsWithIt()
    {
        await using var instance = await StartAsync(InstanceRole.All);
        using var customer = ContactCenterRig.NewCustomer(instance.Address);
        using var agent = _center.NewAgent();
        await customer.OpenAsync();
        var chat = await agent.AcceptAsync();

        // The engine names the chat by a digest: the id is a credential.
        var instanceId = ChatInstance.IdOf(customer.Id);
        Assert.Null(await instance.Client.GetInstanceAsync(customer.Id));
        var running = await instance.Client.GetInstanceAsync(instanceId, getInputsAndOutputs: true);
        Assert.Equal(OrchestrationRuntimeStatus.Running, running!.RuntimeStatus);
        Assert.DoesNotContain(customer.Id, running.Name + running.InstanceId, StringComparison.Ordinal);

        for (var i = 0; i < 5; i++)
        {
            await customer.SayAsync($"question {i}");
            await agent.SayAsync(chat, $"answer {i}");
        }

        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count == 5);
        await Until.IsAsync(() => customer.TextsAsync("Agent"), texts => texts.Count == 5);
        await customer.OperateAsync("Complete");
        var ended = await Until.IsAsync(
            () => instance.Client.GetInstanceAsync(instanceId, getInputsAndOutputs: true), i => i is { IsCompleted: true });
        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended!.RuntimeStatus);
        Assert.Equal("Idle", ended.ReadCustomStatusAs<ChatStatus>()!.State);
    }

    /// <summary>Windows off: a turn an activity, so that forty turns are two new beginnings.</summary>
    [Fact]
    public async Task AChat_OverSeveralNewBeginnings_LosesNothing()
    {
        _center.Settings["Relay:TurnWindow"] = "00:00:00";
        _center.Settings["Relay:FastPoll"] = "00:00:00.2";
        await using var instance = await StartAsync(InstanceRole.All);
        using var customer = ContactCenterRig.NewCustomer(instance.Address);
        using var agent = _center.NewAgent();
        await customer.OpenAsync();
        var chat = await agent.AcceptAsync();
        var polls = await _center.CallsAsync("GetChat");
        var said = 0;
        while (await _center.CallsAsync("GetChat") - polls < (ChatOrchestration.TurnsPerExecution * 2) + 5)
        {
            await customer.SayAsync($"q{said}");
            await agent.SayAsync(chat, $"a{said++}");
            var heard = said;
            await Until.IsAsync(() => customer.TextsAsync("Agent"), texts => texts.Count == heard);
        }

        var expected = Enumerable.Range(0, said).ToList();
        Assert.Equal(expected.Select(i => $"q{i}"), await agent.TextsAsync(chat));
        Assert.Equal(expected.Select(i => $"a{i}"), await customer.TextsAsync("Agent"));
    }

    /// <summary>
    /// Two instances on one engine, as on Flex: the one that takes requests has no window of the chat, and sends nothing inline.
    /// Without the event, the window would read the chat again after half a minute.
    /// </summary>
    [Fact]
    public async Task APostThroughAnotherInstance_ThatWasNotSentInline_WakesTheOrchestrationBesideItsWindow()
    {
        _center.Settings["Relay:FastPoll"] = "00:00:03";
        _center.Settings["Relay:InlineSendBudget"] = "00:00:00";
        await using var turns = await StartAsync(InstanceRole.Turns);
        await using var http = await StartAsync(InstanceRole.Http);
        using var customer = ContactCenterRig.NewCustomer(http.Address);
        using var agent = _center.NewAgent();
        await customer.OpenAsync();
        var chat = await agent.AcceptAsync();
        await Until.IsAsync(customer.StateAsync, state => state == "Chatting");

        for (var i = 0; i < 3; i++)
        {
            await customer.SayAsync($"text {i}");
            var said = i + 1;
            await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count == said, TimeSpan.FromSeconds(15));
        }

        await customer.OperateAsync("Complete");
        await Until.IsAsync(
            () => http.Client.GetInstanceAsync(ChatInstance.IdOf(customer.Id)), i => i is { IsCompleted: true }, TimeSpan.FromSeconds(25));
        Assert.Equal(["text 0", "text 1", "text 2"], await agent.TextsAsync(chat));
    }

    /// <summary>A text that was sent inline raises no event: the window sees it in the messages upstream.</summary>
    [Fact]
    public async Task APostThroughAnotherInstance_ThatWasSentInline_CostsNoEpisodeOfTheOrchestration()
    {
        await using var turns = await StartAsync(InstanceRole.Turns);
        await using var http = await StartAsync(InstanceRole.Http);
        using var customer = ContactCenterRig.NewCustomer(http.Address);
        using var agent = _center.NewAgent();
        await customer.OpenAsync();
        var chat = await agent.AcceptAsync();
        await Until.IsAsync(customer.StateAsync, state => state == "Chatting");
        var instanceId = ChatInstance.IdOf(customer.Id);
        var before = (await http.Client.GetInstanceAsync(instanceId))!.LastUpdatedAt;

        for (var i = 0; i < 5; i++)
        {
            await customer.SayAsync($"q{i}");
            await agent.SayAsync(chat, $"a{i}");
            var heard = i + 1;
            await Until.IsAsync(() => customer.TextsAsync("Agent"), texts => texts.Count == heard);
        }

        Assert.Equal(before, (await http.Client.GetInstanceAsync(instanceId))!.LastUpdatedAt);
        Assert.Equal(5, (await agent.TextsAsync(chat)).Count);
    }

    /// <summary>A quiet chat waits in its orchestration; no activity runs meanwhile.</summary>
    [Fact]
    public async Task AQuietChat_IsWaitedForByTheOrchestration_AndWokenByItsCustomersPost()
    {
        // Slow from the start, so that the chat need not first grow quiet.
        _center.Settings["Relay:FastPoll"] = "00:00:10";
        _center.Settings["Relay:SlowPoll"] = "00:00:20";
        _center.Settings["Relay:InlineSendBudget"] = "00:00:00";
        await using var turns = await StartAsync(InstanceRole.Turns);
        await using var http = await StartAsync(InstanceRole.Http);
        using var customer = ContactCenterRig.NewCustomer(http.Address);
        using var agent = _center.NewAgent();
        await customer.OpenAsync();
        var chat = await agent.AcceptAsync();
        await Until.IsAsync(customer.StateAsync, state => state == "Chatting");
        var signals = (WakeSignals)turns.Services.GetService(typeof(WakeSignals))!;
        await Until.IsAsync(() => Task.FromResult(signals.Running), running => running == 0);

        var polls = await _center.CallsAsync("GetChat");
        await customer.SayAsync("are you there?");
        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count == 1);
        Assert.InRange(await _center.CallsAsync("GetChat") - polls, 0, 2);
    }

    /// <summary>What a customer wrote through a channel just when the agent closed opens the next chat, and the engine runs its turns.</summary>
    [Fact]
    public async Task AChatThatTookOverWords_IsStartedOnTheEngine()
    {
        _center.Settings["Relay:InlineSendBudget"] = "00:00:00";
        await using var telegram = await TelegramRig.StartAsync(_center);
        await using var instance = await StartAsync(InstanceRole.All);
        using var agent = _center.NewAgent();
        await telegram.WriteAsync(instance.Address, "hello");
        var first = await agent.AcceptAsync("Ann", "hello");
        await _center.FailAsync(new { operation = "SendMessage", count = 1_000, status = 503 });
        await telegram.WriteAsync(instance.Address, "one more thing");
        await agent.OperateAsync(first, new { operationName = "Complete" });
        await _center.RecoverAsync();

        var second = await agent.AcceptAsync("Ann", "one more thing");
        await agent.SayAsync(second, "here I am");
        await Until.IsAsync(() => Task.FromResult(telegram.ReceivedBy(7)), texts => texts.SequenceEqual(["here I am"]));

        var conversation = await instance.Services.GetRequiredService<IConversations>().FindAsync(new ChannelAddress("telegram", "main", "7"), default);
        Assert.Equal(2, conversation.Chats.Length);
        var states = await Until.IsAsync(
            () => Task.WhenAll(conversation.Chats.Select(c => instance.Client.GetInstanceAsync(ChatInstance.IdOf(c)))), s => s[1]!.IsCompleted);
        Assert.Equal([OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Completed], states.Select(s => s!.RuntimeStatus));
    }

    private Task<Instance> StartAsync(InstanceRole role) =>
        Instance.StartAsync(role, _engine, _engine, _center.Settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)));
}
