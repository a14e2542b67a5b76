using System.Collections.Concurrent;
using System.Net.Http.Json;
using CustomerChat.EndToEnd.Support;

namespace CustomerChat.Benchmarks;

/// <summary>What each protocol of a contact centre costs: requests a poll, storage transactions a message, and how long an agent's word takes.</summary>
internal static class Protocols
{
    private const int Chats = 20;
    private const int Messages = 120;
    private const double Poll = 1_000;

    public static async Task RunAsync(Rig rig)
    {
        var rows = new List<string[]>();
        foreach (var (protocol, read) in new[] { ("gws", "GetChat"), ("gms", "gms:refresh"), ("directline", "directline:getActivities") })
        {
            await rig.EmptyStorageAsync();
            var (gate, connection) = await Gate.BeforeAsync(rig.Azurite.ConnectionString);
            await using var __ = gate;
            var ofChats = 0;
            gate.Decide = call =>
            {
                Interlocked.Add(ref ofChats, call.IsOfAChat ? 1 : 0);
                return GateAct.Pass;
            };
            await using var stack = await Stack.StartAsync(
                rig.Azurite, new Dictionary<string, string>(Stack.Protocol(protocol)) { ["Storage:ConnectionString"] = connection, ["Sandbox:DropAfter"] = "00:00:00", ["Limits:MessagesPerAddress"] = "0" });
            using var customers = new Customers(stack.RelayAddress);
            using var agent = stack.NewAgent();
            using var http = new HttpClient { BaseAddress = stack.SandboxAddress };
            var paths = await customers.OpenAsync(Chats);
            var ids = new List<string>();
            for (var i = 0; i < Chats; i++)
            {
                // A word of each: some protocols open nothing at the desk before.
                await customers.PostAsync(paths[i], $"hello{i}");
                ids.Add(await agent.AcceptAsync($"c{i}"));
                await agent.SayAsync(ids[i], "hello");
            }

            await customers.WaitUntilChattingAsync(paths);
            await SettleAsync();

            // Agents' words, one at a time in one chat after the other: each meets a poll of its chat at a random moment.
            var (sent, before) = (new ConcurrentDictionary<string, double>(), ofChats);
            for (var n = 0; n < Messages; n++)
            {
                sent[$"a{n}"] = Now();
                await agent.SayAsync(ids[n % Chats], $"a{n}");
                await Task.Delay(TimeSpan.FromMilliseconds(50 + Random.Shared.Next(150)), TimeProvider.System);
            }

            var times = await Until.IsAsync(TimesAsync, found => found.Count == Messages);
            await SettleAsync();
            var down = (ofChats - before) / (double)Messages;

            // Customers' words, each with its echo.
            before = ofChats;
            for (var n = 0; n < Messages; n++)
            {
                await customers.PostAsync(paths[n % Chats], $"m{n}");
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }

            await SettleAsync();
            var up = (ofChats - before) / (double)Messages;

            // Lively, but nothing is said: the requests are polls.
            var (from, callsBefore) = (ofChats, await CallsAsync());
            await Task.Delay(TimeSpan.FromSeconds(15), TimeProvider.System);
            var calls = await CallsAsync();
            var polls = calls[read] - callsBefore[read];
            var requests = calls.Sum(c => c.Value) - callsBefore.Sum(c => c.Value);
            times.Sort();
            var (p50, p99) = (Rig.Percentile(times, 0.5), Rig.Percentile(times, 0.99));
            rows.Add(
            [
                protocol, Rig.Number(requests / (double)polls, "0.00"), Rig.Number((ofChats - from) / (double)polls, "0.00"), Rig.Number(up, "0.00"), Rig.Number(down, "0.00"),
                $"{Rig.Number(p50)} ({(p50 <= (Poll / 2) + 50 ? "reached" : "**missed**")})", Rig.Number(p99),
            ]);

            async Task<List<double>> TimesAsync()
            {
                var found = new List<double>();
                foreach (var path in paths)
                {
                    found.AddRange((await customers.MessagesAsync(path)).Where(m => m!["text"] is { } t && sent.ContainsKey((string)t!))
                        .Select(m => (double)m!["timestampSeconds"]! + 0.5 - sent[(string)m["text"]!]));
                }

                return found;
            }

            async Task<Dictionary<string, long>> CallsAsync() => (await http.GetFromJsonAsync<Dictionary<string, long>>("/sandbox/calls"))!;
        }

        rig.Table(
            $"Protocols, {Chats} lively chats, poll interval 1,000 ms",
            ["protocol", "requests a poll", "transactions a quiet poll", "transactions, customer → agent with its echo", "transactions, agent → customer", "agent → customer, p50 ms (mark 550)", "p99 ms"],
            rows);
    }

    /// <summary>What is still under way is not the next one's.</summary>
    private static Task SettleAsync() => Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System);

    private static double Now() => (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds;
}
