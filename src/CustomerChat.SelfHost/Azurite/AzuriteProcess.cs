using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace CustomerChat.SelfHost.Azurite;

/// <summary>Azurite's table and blob services: the one that listens already, or one that is started by the pinned npm package and stopped with this.</summary>
internal sealed partial class AzuriteProcess : IAsyncDisposable
{
    /// <summary>The pinned version. The newest whose Node (10 and up) a newcomer is sure to have; 3.36 wants Node 21.</summary>
    public const string Version = "3.35.0";

    /// <summary>The emulator's own port for tables.</summary>
    public const int DefaultPort = 10002;

    /// <summary>The emulator's own port for blobs.</summary>
    public const int DefaultBlobPort = 10000;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process? _process;

    private AzuriteProcess(int port, int? blobPort, Process? process) => (Port, BlobPort, _process) = (port, blobPort, process);

    public int Port { get; }

    /// <summary>Null = the one that listened already has no blob service.</summary>
    public int? BlobPort { get; }

    /// <summary>The emulator's account and key are public: https://learn.microsoft.com/azure/storage/common/storage-use-azurite.</summary>
    public string ConnectionString => string.Create(
        CultureInfo.InvariantCulture,
        $"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;TableEndpoint=http://127.0.0.1:{Port}/devstoreaccount1;{(BlobPort is null ? "" : $"BlobEndpoint=http://127.0.0.1:{BlobPort}/devstoreaccount1;")}");

    /// <summary>Uses the Azurite that listens on the port, or starts one that keeps its data in a folder.</summary>
    /// <param name="port">The table service's port.</param>
    /// <param name="blobPort">The blob service's port.</param>
    /// <param name="location">Where it keeps its data.</param>
    /// <param name="say">Told what is going on.</param>
    /// <param name="time">For the waits.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<AzuriteProcess> EnsureAsync(
        int port, int blobPort, string location, Action<string> say, TimeProvider time, CancellationToken cancellationToken)
    {
        switch (await ProbeAsync(port, "Tables", cancellationToken))
        {
            case true:
                var hasBlobs = await ProbeAsync(blobPort, "", cancellationToken) is true;
                say($"Azurite: the one that listens on port {port}{(hasBlobs ? "" : ". It has no blob service on port " + blobPort.ToString(CultureInfo.InvariantCulture) + ": files are off")}.");
                return new AzuriteProcess(port, hasBlobs ? blobPort : null, null);
            case false:
                throw new StartupException(
                    $"Port {port} is taken by something that is not Azurite. Free it, or set Storage:ConnectionString to a storage account or another Azurite.");
        }

        say($"Azurite {Version}: starting on port {port}, data in {location} (the first time it is downloaded, which takes a while).");
        var script = await ResolveAsync(cancellationToken);
        Directory.CreateDirectory(location);
        var process = Start(script.File, [
            .. script.Arguments, "--tableHost", "127.0.0.1", "--tablePort", port.ToString(CultureInfo.InvariantCulture),
            "--blobHost", "127.0.0.1", "--blobPort", blobPort.ToString(CultureInfo.InvariantCulture), "--queueHost", "127.0.0.1", "--queuePort", "0",
            "--location", location, "--skipApiVersionCheck", "--silent", "--disableTelemetry"]);
        process.OutputDataReceived += (_, _) => { };
        var errors = new Queue<string>();
        process.ErrorDataReceived += (_, e) => Remember(errors, e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var azurite = new AzuriteProcess(port, blobPort, process);
        await azurite.WaitUntilReadyAsync(errors, time, cancellationToken);
        return azurite;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null)
        {
            return;
        }

        if (!_process.HasExited)
        {
            // Asked first, as Ctrl-C does: then alone it writes to its folder what it took in the last 5 s. SIGTERM just ends it.
            if (OperatingSystem.IsWindows() || Kill(_process.Id, SigInt) != 0)
            {
                _process.Kill(entireProcessTree: true);
            }

            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
    }

    private const int SigInt = 2;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);

    /// <summary>True: Azurite listens. False: something else does. Null: nothing does.</summary>
    private static async Task<bool?> ProbeAsync(int port, string path, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var response = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/devstoreaccount1/{path}"), cancellationToken);
            return response.Headers.Server.ToString().Contains("Azurite", StringComparison.OrdinalIgnoreCase);
        }
        catch (HttpRequestException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
        {
            return null;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>
    /// Fetches the package where it is not there yet, and says how to run it: without npx between, so that a signal reaches it.
    /// </summary>
    private static async Task<(string File, string[] Arguments)> ResolveAsync(CancellationToken cancellationToken)
    {
        var package = $"azurite@{Version}";
        if (OperatingSystem.IsWindows())
        {
            return ("cmd", ["/c", "npx", "--yes", "-p", package, "azurite"]);
        }

        using var npx = Start("npx", ["--yes", "-p", package, "-c", "command -v azurite"]);
        var output = npx.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = npx.StandardError.ReadToEndAsync(cancellationToken);
        await npx.WaitForExitAsync(cancellationToken);
        return npx.ExitCode == 0 && (await output).Trim() is { Length: > 0 } script
            ? ("node", [script])
            : throw new StartupException(
                $"Azurite {Version} could not be fetched by npx: {(await error).Trim()}{Environment.NewLine}Check the npm registry's settings, or start a storage of your own and set Storage:ConnectionString.");
    }

    private static Process Start(string file, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new StartupException(
                "Node.js was not found (it runs Azurite, the storage of a laptop). Install Node 20 or newer, or set Storage:ConnectionString to a storage account.");
        }
    }

    private static void Remember(Queue<string> lines, string? line)
    {
        lock (lines)
        {
            if (line is not null)
            {
                lines.Enqueue(line);
            }

            while (lines.Count > 20)
            {
                lines.Dequeue();
            }
        }
    }

    private async Task WaitUntilReadyAsync(Queue<string> errors, TimeProvider time, CancellationToken cancellationToken)
    {
        var limit = time.GetUtcNow() + StartLimit;
        while (await ProbeAsync(Port, "Tables", cancellationToken) is not true || await ProbeAsync(BlobPort!.Value, "", cancellationToken) is not true)
        {
            if (_process!.HasExited || time.GetUtcNow() > limit)
            {
                await DisposeAsync();
                throw new StartupException($"Azurite did not start: {string.Join(Environment.NewLine, errors)}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken);
        }
    }
}
