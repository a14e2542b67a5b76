using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using CustomerChat.SelfHost.Azurite;

namespace CustomerChat.Functions.Tests.Support;

/// <summary>One Azurite with all its services, in memory: the relay's tables, and the blobs, queues and tables of the engine.</summary>
public sealed partial class EngineStorage : IAsyncLifetime
{
    /// <summary>Public: https://learn.microsoft.com/azure/storage/common/storage-use-azurite.</summary>
    private const string EmulatorKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly string[] Services = ["Blob", "Queue", "Table"];

    private Process? _process;

    public string ConnectionString { get; private set; } = "";

    public async Task InitializeAsync()
    {
        var script = await ResolveAsync();
        _process = Process.Start(new ProcessStartInfo("node", [
            script, "--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry",
            .. Services.SelectMany(s => new[] { $"--{s.ToLowerInvariant()}Host", "127.0.0.1", $"--{s.ToLowerInvariant()}Port", "0" })])
        {
            RedirectStandardOutput = true,
        })!;
        var addresses = new ConcurrentDictionary<string, string>();
        var all = new TaskCompletionSource();
        _process.OutputDataReceived += (_, e) =>
        {
            if (Listening().Match(e.Data ?? "") is { Success: true } match)
            {
                addresses[match.Groups[1].Value] = match.Groups[2].Value;
            }

            if (addresses.Count == Services.Length)
            {
                all.TrySetResult();
            }
        };
        _process.BeginOutputReadLine();
        await all.Task.WaitAsync(TimeSpan.FromSeconds(60));
        ConnectionString = $"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey={EmulatorKey};"
            + string.Concat(Services.Select(s => $"{s}Endpoint={addresses[s]}/devstoreaccount1;"));
    }

    public async Task DisposeAsync()
    {
        _process!.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<string> ResolveAsync()
    {
        using var npx = Process.Start(new ProcessStartInfo("npx", ["--yes", "-p", $"azurite@{AzuriteProcess.Version}", "-c", "command -v azurite"])
        {
            RedirectStandardOutput = true,
        })!;
        var path = await npx.StandardOutput.ReadToEndAsync();
        await npx.WaitForExitAsync();
        return path.Trim();
    }

    [GeneratedRegex(@"Azurite (\w+) service is successfully listening at (http://[\d.:]+)")]
    private static partial Regex Listening();
}
