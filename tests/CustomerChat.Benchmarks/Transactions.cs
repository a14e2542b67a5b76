using CustomerChat.EndToEnd.Channels;
using CustomerChat.EndToEnd.Support;

namespace CustomerChat.Benchmarks;

/// <summary>Storage transactions, counted by a gate before Azurite. A host's own leases are counted apart.</summary>
internal static class Transactions
{
    private const int Messages = 50;

    public static async Task RunAsync(Rig rig)
    {
        await rig.EmptyStorageAsync();
        var (gate, connection) = await Gate.BeforeAsync(rig.Azurite.ConnectionString);
        await using var __ = gate;
        var (ofChats, ofHost) = (0, 0);
        gate.Decide = call =>
        {
            Interlocked.Increment(ref call.IsOfAChat ? ref ofChats : ref ofHost);
            return GateAct.Pass;
        };
        await using var receiver = await ProviderEmulator.StartAsync();
        await using var stack = await Stack.StartAsync(
            rig.Azurite, new Dictionary<string, string>(Provider.Settings(receiver.Address)) { ["Storage:ConnectionString"] = connection, ["Sandbox:DropAfter"] = "00:00:00", ["Limits:MessagesPerAddress"] = "0" });
        using var customers = new Customers(stack.RelayAddress);
        using var provider = new Provider(stack.RelayAddress);
        using var agent = stack.NewAgent();
        var api = (await customers.OpenAsync(1))[0];
        var apiChat = await agent.AcceptAsync("c0");
        await provider.WriteAsync("webhook", "person", "0", "hello");
        var channelChat = await agent.AcceptAsync("person");
        await customers.WaitUntilChattingAsync([api]);
        var rows = new List<string[]>
        {
            await CountAsync("customer → agent, API, with its echo", i => customers.PostAsync(api, $"m{i}")),
            await CountAsync("agent → customer, API", i => agent.SayAsync(apiChat, $"a{i}")),
            await CountAsync("customer → agent, channel, with its echo", i => provider.WriteAsync("webhook", "person", $"{i + 1}", $"m{i}")),
            await CountAsync("agent → channel, with its delivery", i => agent.SayAsync(channelChat, $"a{i}")),
        };

        // Quiet: nothing is said, and only the polls go on.
        var (before, host, polls) = (ofChats, ofHost, await stack.CallsAsync("GetChat"));
        await Task.Delay(TimeSpan.FromSeconds(60), TimeProvider.System);
        var made = await stack.CallsAsync("GetChat") - polls;
        rows.Add(["quiet poll", $"{made}", Rig.Number((ofChats - before) / (double)made, "0.00") + (ofChats == before ? " (mark 0: reached)" : " (mark 0: see the text)")]);
        rows.Add(["the host's own leases and lists, a minute, whatever the chats", "1", $"{ofHost - host}"]);
        rig.Table("Storage transactions, counted", ["what", "times", "transactions each"], rows);

        async Task<string[]> CountAsync(string name, Func<int, Task> act)
        {
            // What is still under way is not this one's.
            await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System);
            var from = ofChats;
            for (var i = 0; i < Messages; i++)
            {
                await act(i);

                // One message at a time, each polled by itself.
                await Task.Delay(TimeSpan.FromMilliseconds(400), TimeProvider.System);
            }

            await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System);
            return [name, $"{Messages}", Rig.Number((ofChats - from) / (double)Messages, "0.00")];
        }
    }
}
