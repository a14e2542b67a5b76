using System.Globalization;
using CustomerChat.Benchmarks;

// Measures, and asserts nothing about time. Which: names of the table below, or nothing for all. --out FILE appends the tables to a file.
var all = new Dictionary<string, Func<Rig, Task>>
{
    ["post"] = PostThroughput.RunAsync,
    ["up"] = Latency.CustomerToAgentAsync,
    ["down"] = Latency.AgentToCustomerAsync,
    ["scale"] = Scale.RunAsync,
    ["transactions"] = Transactions.RunAsync,
    ["webhooks"] = Webhooks.RunAsync,
    ["files"] = Files.RunAsync,
    ["protocols"] = Protocols.RunAsync,
    ["peer"] = Peer.RunAsync,
};
var outAt = Array.IndexOf(args, "--out");
var names = (outAt < 0 ? args : args[..outAt]).DefaultIfEmpty("all").ToList();
await using var rig = new Rig();
rig.Say(string.Create(CultureInfo.InvariantCulture, $"Machine: {Rig.Machine()}; commit {Rig.Commit()}; {TimeProvider.System.GetUtcNow():yyyy-MM-dd}."));
foreach (var (name, run) in all.Where(b => names.Contains("all") || names.Contains(b.Key)))
{
    Console.Error.WriteLine($"== {name}");
    await run(rig);
}

if (outAt >= 0)
{
    await File.AppendAllTextAsync(args[outAt + 1], rig.Text);
}
