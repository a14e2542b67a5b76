namespace CustomerChat.Benchmarks;

/// <summary>Messages accepted a second through HTTP, beside Azurite's own rate for the same transaction from the same number of loops.</summary>
internal static class PostThroughput
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(Rig rig)
    {
        var rows = new List<string[]>();
        var only = Environment.GetEnvironmentVariable("POST_CLIENTS");
        foreach (var (clients, oneChat) in new[] { (1, false), (16, false), (64, false), (16, true) }.Where(c => only is null || only == $"{c.Item1}"))
        {
            await rig.EmptyStorageAsync();
            await RawStorage.RunAsync(rig.Azurite, oneChat ? 1 : clients, WarmUp);
            var raw = await RawStorage.RunAsync(rig.Azurite, oneChat ? 1 : clients, Time);
            foreach (var inline in new[] { false, true })
            {
                await using var stack = await rig.StartAsync(("Relay:InlineSendBudget", inline ? "00:00:02" : "00:00:00"), ("Sandbox:Echo", "false"));
                using var customers = new Customers(stack.RelayAddress);
                using var agent = stack.NewAgent();
                var paths = await customers.OpenAsync(oneChat ? 1 : clients);
                foreach (var i in Enumerable.Range(0, paths.Length))
                {
                    await agent.AcceptAsync($"c{i}");
                }

                await customers.WaitUntilChattingAsync(paths);
                Task<bool> Pass(int loop) => customers.PostAsync(paths[oneChat ? 0 : loop]);
                await Rig.LoopAsync(clients, WarmUp, Pass);
                var (rate, times) = await Rig.LoopAsync(clients, Time, Pass);
                var (p99, rawP99) = (Rig.Percentile(times, 0.99), Rig.Percentile(raw.Times, 0.99));
                var mark = clients == 64 ? inline ? 0.35 : 0.6 : double.NaN;
                rows.Add(
                [
                    $"{clients}{(oneChat ? ", one chat" : "")}", inline ? "on" : "off", Rig.Number(rate), Rig.Number(raw.Rate), Rig.Number(rate / raw.Rate, "0.00"),
                    double.IsNaN(mark) ? "" : $"{Rig.Number(mark, "0.00")} {(rate / raw.Rate >= mark ? "reached" : "**missed**")}",
                    Rig.Number(Rig.Percentile(times, 0.5), "0.0"), Rig.Number(p99, "0.0"), Rig.Number(rawP99, "0.0"),
                    $"{Rig.Number(p99 / rawP99, "0.0")}{(clients == 64 ? p99 < 5 * rawP99 ? " (mark 5: reached)" : " (mark 5: **missed**)" : "")}",
                ]);
            }
        }

        rig.Table(
            "Post throughput",
            ["clients", "inline send", "posts/s", "raw transactions/s", "ratio", "mark", "p50 ms", "p99 ms", "raw p99 ms", "p99 / raw p99"],
            rows);
    }
}
