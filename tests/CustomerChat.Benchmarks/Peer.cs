using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json.Nodes;
using CustomerChat.EndToEnd.Support;

namespace CustomerChat.Benchmarks;

/// <summary>The same round trip (post, then poll until the echo is there) by the same driver: our Direct Line with an echoing agent, and an in-memory one with an echo bot.</summary>
internal static class Peer
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(8);

    public static async Task RunAsync(Rig rig)
    {
        var rows = new List<string[]>();
        foreach (var chats in new[] { 1, 10, 50 })
        {
            (double Rate, List<double> Times) ours, theirs;
            await using (var stack = await rig.StartAsync(("Sandbox:Echo", "true")))
            {
                ours = await MeasureAsync(new Uri(stack.RelayAddress, "/v3/directline/"), chats);
            }

            await using (var peer = await StartPeerAsync())
            {
                theirs = await MeasureAsync(peer.Address, chats);
            }

            rows.Add(
            [
                $"{chats}", Rig.Number(ours.Rate, "0.0"), $"{Rig.Number(Rig.Percentile(ours.Times, 0.5))} / {Rig.Number(Rig.Percentile(ours.Times, 0.99))}",
                Rig.Number(theirs.Rate, "0.0"), $"{Rig.Number(Rig.Percentile(theirs.Times, 0.5))} / {Rig.Number(Rig.Percentile(theirs.Times, 0.99))}", Rig.Number(ours.Rate / theirs.Rate, "0.00"),
            ]);
        }

        rig.Table(
            "Direct Line round trips beside offline-directline 1.3.1",
            ["chats", "ours/s (durable: two commits a round trip, a contact centre that is polled)", "p50 / p99 ms", "peer/s (in memory, its bot is called directly)", "p50 / p99 ms", "ratio"],
            rows);
    }

    private static async Task<(double Rate, List<double> Times)> MeasureAsync(Uri directLine, int chats)
    {
        using var http = new HttpClient { BaseAddress = directLine };
        var conversations = new (string Id, string Token, string Watermark)[chats];
        for (var i = 0; i < chats; i++)
        {
            using var start = new HttpRequestMessage(HttpMethod.Post, "conversations") { Headers = { { "ContactCenterId", Stack.CenterId } } };
            using var started = await http.SendAsync(start);
            started.EnsureSuccessStatusCode();
            var body = (await started.Content.ReadFromJsonAsync<JsonObject>())!;
            conversations[i] = ((string)body["conversationId"]!, (string?)body["token"] ?? "", "");
        }

        var number = 0;
        async Task<bool> PassAsync(int loop)
        {
            var text = $"t{Interlocked.Increment(ref number)}";
            using var post = Request(HttpMethod.Post, $"conversations/{conversations[loop].Id}/activities", conversations[loop].Token);
            post.Content = JsonContent.Create(new { type = "message", text, from = new { id = "user" } });
            using var posted = await http.SendAsync(post);
            for (var poll = 0; poll < 2_000; poll++)
            {
                using var get = Request(HttpMethod.Get, $"conversations/{conversations[loop].Id}/activities?watermark={conversations[loop].Watermark}", conversations[loop].Token);
                using var got = await http.SendAsync(get);
                var set = (await got.Content.ReadFromJsonAsync<JsonObject>())!;
                conversations[loop].Watermark = set["watermark"]?.ToString() ?? conversations[loop].Watermark;
                if (set["activities"]!.AsArray().Any(a => (string?)a!["text"] == text && (string?)a["from"]?["role"] != "user" && (string?)a["from"]?["id"] != "user"))
                {
                    return posted.IsSuccessStatusCode;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
            }

            return false;
        }

        await Rig.LoopAsync(chats, TimeSpan.FromSeconds(2), PassAsync);
        return await Rig.LoopAsync(chats, Time, PassAsync);
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string token) =>
        new(method, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };

    private static async Task<Running> StartPeerAsync()
    {
        var folder = Path.Combine(typeof(Peer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "BenchmarksDirectory").Value!, "peer");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            using var install = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"]) { WorkingDirectory = folder })!;
            await install.WaitForExitAsync();
        }

        var process = Process.Start(new ProcessStartInfo("node", [Path.Combine(folder, "peer.cjs")]) { RedirectStandardOutput = true })!;
        const string says = "Direct Line: ";
        var line = await process.StandardOutput.ReadLineAsync() ?? "";
        if (!line.StartsWith(says, StringComparison.Ordinal))
        {
            throw new InvalidOperationException("The peer did not start.");
        }

        // What it prints is read on, or it would wait for a reader one day.
        _ = process.StandardOutput.ReadToEndAsync();
        return new Running(process, new Uri(line[says.Length..]));
    }

    private sealed record Running(Process Process, Uri Address) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            Process.Kill(entireProcessTree: true);
            await Process.WaitForExitAsync();
            Process.Dispose();
        }
    }
}
