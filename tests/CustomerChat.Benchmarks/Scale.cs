using System.Diagnostics;

namespace CustomerChat.Benchmarks;

/// <summary>Many quiet chats in one self-host, polled every 10 s.</summary>
internal static class Scale
{
    private const int Few = 100;

    public static async Task RunAsync(Rig rig)
    {
        var rows = new List<string[]>();
        foreach (var chats in (Environment.GetEnvironmentVariable("SCALE_CHATS") ?? "1000,5000,10000").Split(',').Select(int.Parse))
        {
            await using var stack = await rig.StartAsync(("Sandbox:Echo", "true"));
            using var customers = new Customers(stack.RelayAddress);

            // The base is a host that has worked, for a few chats: what it compiled, pooled and lets lie for the garbage collector is not the chats'.
            var fresh = stack.Relay.Size().Memory;
            var few = await customers.OpenAsync(Few);
            await Rig.LoopAsync(Few, TimeSpan.FromSeconds(15), chat => customers.PostAsync(few[chat]), TimeSpan.FromMilliseconds(200));
            await Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System);
            var @base = stack.Relay.Size().Memory;
            await customers.OpenAsync(chats - Few);
            await EndToEnd.Support.Until.IsAsync(stack.GapsAsync, gaps => gaps.Count >= chats, TimeSpan.FromMinutes(5));

            // Until all are quiet: the schedule reaches 10 s within a minute.
            await Task.Delay(TimeSpan.FromSeconds(60), TimeProvider.System);
            await stack.RestartGapsAsync();
            var (cpu, polls, watch) = (stack.Relay.ProcessorTime(), await stack.CallsAsync("GetChat"), Stopwatch.StartNew());
            await Task.Delay(TimeSpan.FromSeconds(40), TimeProvider.System);
            var (usedCpu, made, elapsed) = (stack.Relay.ProcessorTime() - cpu, await stack.CallsAsync("GetChat") - polls, watch.Elapsed);
            var lags = (await stack.GapsAsync()).Select(g => Math.Max(0, g - 10)).Order().ToList();
            var memory = stack.Relay.Size().Memory;
            await stack.KillRelayAsync();
            await stack.RestartGapsAsync();
            var before = await stack.CallsAsync("GetChat");
            watch.Restart();
            await stack.StartRelayAsync();
            var ready = watch.Elapsed;
            await EndToEnd.Support.Until.IsAsync(() => stack.CallsAsync("GetChat"), calls => calls - before >= chats, TimeSpan.FromMinutes(3));
            var p99 = Rig.Percentile(lags, 0.99);
            var perChat = (memory - @base) / 1024.0 / (chats - Few);
            rows.Add(
            [
                $"{chats:N0}", $"{Rig.Number(made / elapsed.TotalSeconds)}", $"{Rig.Number(Rig.Percentile(lags, 0.5) * 1000)} / {Rig.Number(p99 * 1000)}{(chats == 5_000 ? p99 < 1 ? " (mark 1,000: reached)" : " (mark 1,000: **missed**)" : "")}",
                $"{fresh >> 20}, {@base >> 20}, {memory >> 20}", $"{Rig.Number(perChat, "0.0")} (mark 4: {(perChat <= 4 ? "reached" : "**missed**")})",
                Rig.Number(usedCpu.TotalMilliseconds * 1000 / Math.Max(1, made)), $"{Rig.Number(ready.TotalSeconds, "0.0")} / {Rig.Number(watch.Elapsed.TotalSeconds, "0.0")}",
            ]);
        }

        rig.Table(
            "Quiet chats in one self-host",
            ["chats", "polls/s", "lag of each chat's worst poll, p50 / p99 ms", "memory: fresh, base, with the chats, MiB", "KiB a chat", "CPU a poll, µs", "start: ready / all polled, s"],
            rows);
    }
}
