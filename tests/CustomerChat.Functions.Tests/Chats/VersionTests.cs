using CustomerChat.EndToEnd.Support;
using CustomerChat.Functions.Chats;
using CustomerChat.Functions.Instances;
using CustomerChat.Functions.Tests.Support;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing.Sidecar;

namespace CustomerChat.Functions.Tests.Chats;

/// <summary>Chats whose orchestration an older version began go on under this one.</summary>
[Collection(EngineCollection.Name)]
public sealed class VersionTests(AzuriteFixture storage)
{
    private int _repeats;

    [Fact]
    public async Task AChatOfVersion1_UnderTheCodeOfVersion2_GoesOnAndBecomesVersion2()
    {
        await using var center = await ContactCenterRig.StartAsync(storage);
        center.Settings["Relay:TurnWindow"] = "00:00:00";
        center.Settings["Relay:FastPoll"] = "00:00:05";
        var engine = new InMemoryOrchestrationService();
        var settings = center.Settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)).ToList();
        using var agent = center.NewAgent();
        string path, chat;
        await using (var old = await Instance.StartAsync(InstanceRole.All, engine, engine, settings, Version1Async))
        {
            using var customer = ContactCenterRig.NewCustomer(old.Address);
            await customer.OpenAsync();
            path = customer.Path;

            // As version 1 started it: the instance's id is the chat's, and no version is named.
            await old.Client.TerminateInstanceAsync(ChatInstance.IdOf(customer.Id));
            await old.Client.ScheduleNewOrchestrationInstanceAsync(
                ChatOrchestration.Name, new ChatLoop(), new StartOrchestrationOptions(InstanceId: customer.Id) { Version = "" });
            chat = await agent.AcceptAsync();
            await customer.SayAsync("under version 1");
            await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count == 1);

            // Some turns, each cut short by a wake-up; then it is stopped while it waits, as an upgrade finds most chats.
            for (var i = 0; i < 5; i++)
            {
                await WakeAsync(old.Client, customer.Id);
            }
        }

        await using var now = await Instance.StartAsync(InstanceRole.All, engine, engine, settings);
        using var later = ContactCenterRig.NewCustomer(now.Address);
        later.Path = path;
        await later.SayAsync("under version 2");
        await agent.SayAsync(chat, "heard");
        for (var turns = 0; (await InputAsync()).Version == 1; turns++)
        {
            Assert.InRange(turns, 0, ChatOrchestration.TurnsPerExecution);
            await WakeAsync(now.Client, later.Id);
        }

        Assert.Equal(ChatOrchestration.CurrentVersion, (await InputAsync()).Version);
        Assert.Equal(later.Id, (await InputAsync()).ChatId);
        await Until.IsAsync(() => later.TextsAsync("Agent"), texts => texts.Count == 1);
        await agent.SayAsync(chat, "heard again");
        await Until.IsAsync(() => later.TextsAsync("Agent"), texts => texts.Count == 2);
        Assert.Equal(["under version 1", "under version 2"], await agent.TextsAsync(chat));

        async Task<ChatLoop> InputAsync() => (await now.Client.GetInstanceAsync(later.Id, getInputsAndOutputs: true))!.ReadInputAs<ChatLoop>()!;
    }

    /// <summary>Wakes a chat and waits until its orchestration waits again.</summary>
    private async Task WakeAsync(DurableTaskClient client, string instanceId)
    {
        var before = (await client.GetInstanceAsync(instanceId))!.LastUpdatedAt;
        var raised = long.MinValue;
        await Until.IsAsync(
            async () =>
            {
                // The engine in memory may leave a message that comes in the wrong moment until the next one comes: seen once, on a busy machine. Twice would be a fault.
                if (raised == long.MinValue || TimeProvider.System.GetElapsedTime(raised) > TimeSpan.FromSeconds(10))
                {
                    _repeats += raised == long.MinValue ? 0 : 1;
                    Assert.InRange(_repeats, 0, 1);
                    await client.RaiseEventAsync(instanceId, ChatOrchestration.Wake);
                    raised = TimeProvider.System.GetTimestamp();
                }

                return await client.GetInstanceAsync(instanceId);
            },
            i => i!.LastUpdatedAt > before);
        var (seen, since) = (DateTimeOffset.MinValue, TimeProvider.System.GetTimestamp());
        await Until.IsAsync(
            async () =>
            {
                var now = (await client.GetInstanceAsync(instanceId))!.LastUpdatedAt;
                (seen, since) = now == seen ? (seen, since) : (now, TimeProvider.System.GetTimestamp());
                return TimeProvider.System.GetElapsedTime(since);
            },
            still => still > TimeSpan.FromMilliseconds(300));
    }

    /// <summary>The orchestration of version 1, frozen as it was released (without its retries and logs).</summary>
    private static async Task Version1Async(TaskOrchestrationContext context)
    {
        var loop = context.GetInput<ChatLoop>() ?? new ChatLoop();
        for (var turn = 0; turn < 20; turn++)
        {
            var report = await context.CallActivityAsync<WindowReport>(
                "RelayTurn", new { ChatId = context.InstanceId, loop.Failures, loop.DueInMilliseconds });
            context.SetCustomStatus(new ChatStatus(report.State, report.LastIndex));
            if (report.Ended)
            {
                return;
            }

            loop = loop with { Failures = report.Failures, DueInMilliseconds = report.DueInMilliseconds };
            if (!report.PollsOn && TimeSpan.FromMilliseconds(loop.DueInMilliseconds) >= TimeSpan.FromSeconds(2))
            {
                using var loser = new CancellationTokenSource();
                var woken = context.WaitForExternalEvent<object?>("Wake", loser.Token);
                var due = context.CreateTimer(context.CurrentUtcDateTime + TimeSpan.FromMilliseconds(loop.DueInMilliseconds), loser.Token);
                await Task.WhenAny(woken, due);
                loser.Cancel();
                loop = loop with { DueInMilliseconds = 0 };
            }
        }

        context.ContinueAsNew(loop, preserveUnprocessedEvents: false);
    }
}
