using System.Globalization;
using CustomerChat.Benchmarks;
using CustomerChat.EndToEnd.Support;

// Measures, and asserts nothing about time. Which: names of the table below, or nothing for all. --out FILE appends the tables to a file.
var all = new Dictionary<string, Func<Rig, Task>>
{
    ["post"] = PostThroughput.RunAsync,
    ["up"] = Latency.CustomerToAgentAsync,
    ["down"] = Latency.AgentToCustomerAsync,
    ["scale"] = Scale.RunAsync,
    ["transactions"] = Transactions.RunAsync,
    ["peer"] = Peer.RunAsync,
};
var outAt = Array.IndexOf(args, "--out");
var names = (outAt < 0 ? args : args[..outAt]).DefaultIfEmpty("all").ToList();
var azurite = new AzuriteFixture();
await azurite.InitializeAsync();
try
{
    var rig = new Rig(azurite);
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
}
finally
{
    await azurite.DisposeAsync();
}
