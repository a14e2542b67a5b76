using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CustomerChat.EndToEnd.Channels;
using CustomerChat.EndToEnd.Support;

namespace CustomerChat.Benchmarks;

/// <summary>How long a word takes. All clocks are this machine's.</summary>
internal static class Latency
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    /// <summary>Up: from before the post to the contact centre's own stamp on the message (whole milliseconds, so half of one is added).</summary>
    public static async Task CustomerToAgentAsync(Rig rig)
    {
        var rows = new List<string[]>();

        // About 50 messages a second in all, however many chats; and one customer who posts as fast as posts are answered.
        foreach (var (chats, pause) in new[] { (1, 20), (50, 20), (1, 0) })
        {
            await using var stack = await rig.StartAsync(("Sandbox:Echo", "false"));
            using var customers = new Customers(stack.RelayAddress);
            using var agent = stack.NewAgent();
            var paths = await customers.OpenAsync(chats);
            var ids = new List<string>();
            for (var i = 0; i < chats; i++)
            {
                ids.Add(await agent.AcceptAsync($"c{i}"));
            }

            await customers.WaitUntilChattingAsync(paths);
            var sent = new ConcurrentDictionary<string, double>();
            var number = 0;
            async Task<bool> PostAsync(int chat)
            {
                var text = $"{Interlocked.Increment(ref number)}";
                sent[text] = Now();
                return await customers.PostAsync(paths[chat], text);
            }

            await Rig.LoopAsync(chats, WarmUp, PostAsync, TimeSpan.FromMilliseconds(20 * chats));
            sent.Clear();
            await Rig.LoopAsync(chats, TimeSpan.FromSeconds(8), PostAsync, TimeSpan.FromMilliseconds(pause * chats));
            async Task<List<double>> TimesAsync()
            {
                var arrived = new List<double>();
                foreach (var id in ids)
                {
                    arrived.AddRange((await agent.StampsAsync(id)).Where(s => sent.ContainsKey(s.Text)).Select(s => s.At + 0.5 - sent[s.Text]));
                }

                return arrived;
            }

            // All of them: one that takes long is not left out.
            var times = await Until.IsAsync(TimesAsync, arrived => arrived.Count == sent.Count);
            times.Sort();

            // The limit twice: back to back, where no thread sleeps, and at the pace of the messages, where every step wakes one.
            var hot = await RawAsync(rig, stack, TimeSpan.Zero);
            var paced = pause == 0 ? hot : await RawAsync(rig, stack, TimeSpan.FromMilliseconds(pause));
            var p50 = Rig.Percentile(times, 0.5);
            rows.Add(
            [
                $"{chats}{(pause == 0 ? ", back to back" : "")}", $"{times.Count}", Rig.Number(p50, "0.0"), Rig.Number(Rig.Percentile(times, 0.99), "0.0"),
                Sum(paced), $"{Rig.Number(p50 / (paced.Commit + paced.Http), "0.00")} {(p50 <= 2 * (paced.Commit + paced.Http) ? "reached" : "**missed**")}",
                Sum(hot), $"{Rig.Number(p50 / (hot.Commit + hot.Http), "0.00")} {(p50 <= 2 * (hot.Commit + hot.Http) ? "reached" : "**missed**")}",
            ]);
        }

        rig.Table(
            "Customer → agent",
            ["lively chats", "messages", "p50 ms", "p99 ms", "raw commit + raw HTTP at this pace, p50 ms", "p50 / raw (mark 2)", "the same back to back, p50 ms", "p50 / raw (mark 2)"],
            rows);

        static string Sum((double Commit, double Http) raw) => $"{Rig.Number(raw.Commit, "0.00")} + {Rig.Number(raw.Http, "0.00")}";
    }

    /// <summary>Down: from before the agent's post to the entry's stamp in the transcript, and to the channel's receiver.</summary>
    public static async Task AgentToCustomerAsync(Rig rig)
    {
        var rows = new List<string[]>();
        const double poll = 1_000;
        foreach (var chats in new[] { 1, 100, 1_000 })
        {
            await using var receiver = await ProviderEmulator.StartAsync();
            var arrived = new ConcurrentDictionary<string, double>();
            receiver.Fault = (call, _) =>
            {
                arrived.TryAdd(call.Text, Now());
                return null;
            };
            await rig.EmptyStorageAsync();
            await using var stack = await Stack.StartAsync(rig.Azurite, new Dictionary<string, string>(Provider.Settings(receiver.Address)) { ["Sandbox:DropAfter"] = "00:00:00", ["Limits:MessagesPerAddress"] = "0" });
            using var provider = new Provider(stack.RelayAddress);
            using var agent = stack.NewAgent();
            using var customers = new Customers(stack.RelayAddress);

            // Half of them by a channel, half by the API; one alone is by a channel.
            var byChannel = Math.Max(1, chats / 2);
            await Parallel.ForAsync(0, byChannel, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) => await provider.WriteAsync("webhook", $"p{i}", $"p{i}", "hello"));
            var paths = await customers.OpenAsync(chats - byChannel);
            await Until.IsAsync(agent.ChatsAsync, all => all.Count == chats, TimeSpan.FromMinutes(3));
            var ids = await agent.ChatsAsync();
            await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (c, _) => await agent.OperateAsync(c.Id, new { operationName = "Accept", nickname = "agent1" }));
            var sent = new ConcurrentDictionary<string, double>();

            // Lively: each chat hears something every few seconds, so that it is polled every second.
            var (watch, perSecond) = (Stopwatch.StartNew(), Math.Clamp(chats / 20.0, 5, 50));
            var number = 0;
            await Rig.LoopAsync(8, TimeSpan.FromSeconds(45), async _ =>
            {
                var n = Interlocked.Increment(ref number);
                var due = TimeSpan.FromSeconds((n + Random.Shared.NextDouble()) / perSecond) - watch.Elapsed;
                if (due > TimeSpan.Zero)
                {
                    await Task.Delay(due, TimeProvider.System);
                }

                // Not the first seconds: the chats are only becoming lively.
                var text = $"{(watch.Elapsed > TimeSpan.FromSeconds(6) ? "t" : "w")}{n}";
                sent[text] = Now();
                await agent.SayAsync(ids[n % ids.Count].Id, text);
                return true;
            });
            List<double> Channel() => [.. arrived.Where(a => a.Key[0] == 't' && sent.ContainsKey(a.Key)).Select(a => a.Value - sent[a.Key]).Order()];
            async Task<List<double>> TranscriptAsync()
            {
                var entries = new List<double>();
                foreach (var path in paths)
                {
                    entries.AddRange((await customers.MessagesAsync(path)).Where(m => m!["text"] is { } t && sent.ContainsKey((string)t!) && ((string)t!)[0] == 't')
                        .Select(m => (double)m!["timestampSeconds"]! + 0.5 - sent[(string)m["text"]!]));
                }

                return entries;
            }

            // All of them: one that takes long is not left out.
            var transcript = await Until.IsAsync(TranscriptAsync, entries => entries.Count + Channel().Count == sent.Keys.Count(text => text[0] == 't'));
            transcript.Sort();
            var channel = Channel();
            foreach (var (kind, times) in new[] { ("transcript", transcript), ("channel", channel) }.Where(k => k.Item2.Count > 0))
            {
                var (p50, p99) = (Rig.Percentile(times, 0.5), Rig.Percentile(times, 0.99));
                rows.Add([$"{chats}", kind, $"{times.Count}", $"{Rig.Number(p50)} ({Mark(p50, (poll / 2) + 50)})", $"{Rig.Number(p99)} ({Mark(p99, poll + 100)})"]);
            }
        }

        rig.Table("Agent → customer and agent → channel, poll interval 1,000 ms", ["lively chats", "to the", "messages", "p50 ms (mark 550)", "p99 ms (mark 1,100)"], rows);

        static string Mark(double value, double mark) => value <= mark ? "reached" : "**missed**";
    }

    private static double Now() => (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds;

    private static async Task<(double Commit, double Http)> RawAsync(Rig rig, Stack stack, TimeSpan pause)
    {
        var time = TimeSpan.FromSeconds(5);
        var commit = await RawStorage.RunAsync(rig.Azurite, 1, time, pause);
        using var http = new HttpClient { BaseAddress = stack.SandboxAddress, DefaultRequestHeaders = { { "ContactCenterId", Stack.CenterId } } };
        using var opened = await http.PostAsJsonAsync("/api/v2/chats", new { operationName = "RequestChat", nickname = "raw", subject = "s" });
        var path = (string)(await opened.Content.ReadFromJsonAsync<JsonObject>())!["path"]!;
        async Task<bool> PostAsync(int loop)
        {
            using var response = await http.PostAsJsonAsync(path, new { operationName = "SendMessage", text = "a message of usual length, as people write it" });
            return response.IsSuccessStatusCode;
        }

        var post = await Rig.LoopAsync(1, time, PostAsync, pause);
        return (Rig.Percentile(commit.Times, 0.5), Rig.Percentile(post.Times, 0.5));
    }
}
