using System.Text;
using CustomerChat.EndToEnd.Channels;
using CustomerChat.EndToEnd.Support;

namespace CustomerChat.Benchmarks;

/// <summary>What a webhook costs: a signed one until its answer, and one that nobody signed, by the relay's processor time.</summary>
internal static class Webhooks
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(10);
    private const int Unsigned = 20;

    public static async Task RunAsync(Rig rig)
    {
        await rig.EmptyStorageAsync();
        await using var receiver = await ProviderEmulator.StartAsync();
        await using var stack = await Stack.StartAsync(
            rig.Azurite, new Dictionary<string, string>(Provider.Settings(receiver.Address)) { ["Sandbox:DropAfter"] = "00:00:00", ["Limits:MessagesPerAddress"] = "0" });
        using var provider = new Provider(stack.RelayAddress);
        using var agent = stack.NewAgent();
        var rows = new List<string[]>();
        var next = 0;
        foreach (var (number, channel) in new[] { "sms", "whatsapp", "messenger", "telegram", "webhook" }.Index())
        {
            foreach (var person in Enumerable.Range(0, 4))
            {
                await provider.WriteAsync(channel, $"49{number}{person}", $"{channel}{Interlocked.Increment(ref next)}", "hello");
                await agent.AcceptAsync($"49{number}{person}");
            }

            async Task<bool> Pass(int loop) => await provider.WriteAsync(
                channel, $"49{number}{loop}", $"{channel}{Interlocked.Increment(ref next)}", "a message of usual length, as people write it") == 200;
            await Rig.LoopAsync(4, WarmUp, Pass, TimeSpan.FromMilliseconds(50));
            var (rate, times) = await Rig.LoopAsync(4, Time, Pass, TimeSpan.FromMilliseconds(50));
            rows.Add([channel, Rig.Number(rate), Rig.Number(Rig.Percentile(times, 0.5), "0.0"), Rig.Number(Rig.Percentile(times, 0.99), "0.0")]);
        }

        rig.Table("Signed webhooks, 4 people at 20 a second each", ["channel", "webhooks/s", "p50 ms", "p99 ms"], rows);
        rig.Table(
            "Webhooks of 1 MiB that nobody signed",
            ["channel", "status", "ms", "relay's processor ms", "relay's memory before, MiB", "after, MiB"],
            [await UnsignedAsync("sms", "a=b&"), await UnsignedAsync("whatsapp", "[],"), await UnsignedAsync("telegram", "[],"), await UnsignedAsync("webhook", "[],")]);

        async Task<string[]> UnsignedAsync(string channel, string piece)
        {
            using var http = new HttpClient { BaseAddress = stack.RelayAddress };
            var body = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(piece, 1_048_576 / piece.Length)));
            async Task<int> PostAsync()
            {
                using var content = new ByteArrayContent(body) { Headers = { { "Content-Type", channel == "sms" ? "application/x-www-form-urlencoded" : "application/json" } } };
                try
                {
                    using var response = await http.PostAsync($"/api/channels/{channel}/main", content);
                    return (int)response.StatusCode;
                }
                catch (HttpRequestException)
                {
                    // Answered and closed before all of it was sent.
                    return 0;
                }
            }

            var status = await PostAsync();
            var (cpu, memory, began) = (stack.Relay.ProcessorTime(), stack.Relay.Size().Memory, System.Diagnostics.Stopwatch.GetTimestamp());
            for (var i = 0; i < Unsigned; i++)
            {
                await PostAsync();
            }

            return
            [
                channel, $"{status}", Rig.Number(System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalMilliseconds / Unsigned, "0.0"),
                Rig.Number((stack.Relay.ProcessorTime() - cpu).TotalMilliseconds / Unsigned, "0.00"),
                $"{memory >> 20}", $"{stack.Relay.Size().Memory >> 20}",
            ];
        }
    }
}
