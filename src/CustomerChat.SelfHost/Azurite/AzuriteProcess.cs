using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace CustomerChat.SelfHost.Azurite;

/// <summary>
/// Azurite's table and blob services. Either Azurite runs already, or this class starts it from the pinned npm package and stops it when it is disposed.
/// </summary>
internal sealed partial class AzuriteProcess : IAsyncDisposable
{
    /// <summary>The pinned version. It is the newest that runs on every Node that a new developer is likely to have (10 and newer); 3.36 needs Node 21.</summary>
    public const string Version = "3.35.0";

    /// <summary>The emulator's default port for tables.</summary>
    public const int DefaultPort = 10002;

    /// <summary>The emulator's default port for blobs.</summary>
    public const int DefaultBlobPort = 10000;

    private const string Tables = "Table";
    private const string Blobs = "Blob";

    /// <summary>The number of services that Azurite starts: tables, blobs and queues.</summary>
    private const int Services = 3;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process? _process;
    private readonly Dictionary<string, Uri> _endpoints;

    private AzuriteProcess(Process? process, Dictionary<string, Uri> endpoints) => (_process, _endpoints) = (process, endpoints);

    /// <summary>The table service's port.</summary>
    public int Port => _endpoints[Tables].Port;

    /// <summary>The blob service's port. Null = Azurite was running already, without a blob service.</summary>
    public int? BlobPort => _endpoints.GetValueOrDefault(Blobs)?.Port;

    /// <summary>The emulator's account and key are public: https://learn.microsoft.com/azure/storage/common/storage-use-azurite.</summary>
    public string ConnectionString =>
        "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
        + string.Concat(_endpoints.Select(e => $"{e.Key}Endpoint={new Uri(e.Value, "devstoreaccount1")};"));

    /// <summary>Uses the Azurite that listens on the ports, or starts one that keeps its data in a folder.</summary>
    /// <param name="location">The folder for Azurite's data.</param>
    /// <param name="say">Prints a line that tells the user what happens.</param>
    public static async Task<AzuriteProcess> EnsureAsync(
        int port, int blobPort, string location, Action<string> say, TimeProvider time, CancellationToken cancellationToken)
    {
        switch (await ProbeAsync(port, "Tables", cancellationToken))
        {
            case true:
                var hasBlobs = await ProbeAsync(blobPort, "", cancellationToken) is true;
                say($"Azurite: the one that listens on port {port}{(hasBlobs ? "" : ". It has no blob service on port " + blobPort.ToString(CultureInfo.InvariantCulture) + ": files are off")}.");
                var found = new Dictionary<string, Uri> { [Tables] = new($"http://127.0.0.1:{port}") };
                if (hasBlobs)
                {
                    found[Blobs] = new($"http://127.0.0.1:{blobPort}");
                }

                return new AzuriteProcess(null, found);
            case false:
                throw new StartupException(
                    $"Port {port} is taken by something that is not Azurite. Free it, or set Storage:ConnectionString to a storage account or another Azurite.");
        }

        say($"Azurite {Version}: starting on port {port}, data in {location} (the first time it is downloaded, which takes a while).");
        return await StartAsync(port, blobPort, location, time, cancellationToken);
    }

    /// <summary>Starts Azurite, and waits until its services listen.</summary>
    /// <param name="port">The table service's port; 0 = the system chooses one.</param>
    /// <param name="blobPort">The blob service's port; 0 = the system chooses one.</param>
    /// <param name="location">The folder for Azurite's data; null = the data stays in memory.</param>
    /// <exception cref="StartupException">Azurite does not start. The message holds what Azurite printed.</exception>
    public static async Task<AzuriteProcess> StartAsync(int port, int blobPort, string? location, TimeProvider time, CancellationToken cancellationToken)
    {
        var script = await ResolveAsync(cancellationToken);
        string[] persistence = location is null ? ["--inMemoryPersistence"] : ["--location", Directory.CreateDirectory(location).FullName];
        var process = Start(script.File, [
            .. script.Arguments, "--tableHost", "127.0.0.1", "--tablePort", port.ToString(CultureInfo.InvariantCulture),
            "--blobHost", "127.0.0.1", "--blobPort", blobPort.ToString(CultureInfo.InvariantCulture), "--queueHost", "127.0.0.1", "--queuePort", "0",
            .. persistence, "--skipApiVersionCheck", "--silent", "--disableTelemetry"]);
        var (printed, endpoints) = (new ConcurrentQueue<string>(), new ConcurrentDictionary<string, Uri>());
        var listens = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, e) => Read(e.Data);
        process.ErrorDataReceived += (_, e) => Read(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await Task.WhenAny(listens.Task, process.WaitForExitAsync(cancellationToken)).WaitAsync(StartLimit, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Told below, with what it has printed.
        }
        finally
        {
            if (!listens.Task.IsCompleted)
            {
                await new AzuriteProcess(process, []).DisposeAsync();
            }
        }

        return listens.Task.IsCompleted
            ? new AzuriteProcess(process, new(endpoints))
            : throw new StartupException($"Azurite did not start: {string.Join(Environment.NewLine, printed)}");

        // The output must be read, because Azurite stops when its buffer is full. Each service prints where it listens; the last lines say why one does not start.
        void Read(string? line)
        {
            if (line is null)
            {
                return;
            }

            printed.Enqueue(line);
            if (printed.Count > 50)
            {
                printed.TryDequeue(out _);
            }

            if (Listening().Match(line) is { Success: true } match)
            {
                endpoints[match.Groups[1].Value] = new Uri(match.Groups[2].Value);
                if (endpoints.Count == Services)
                {
                    listens.TrySetResult();
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null)
        {
            return;
        }

        if (!_process.HasExited)
        {
            // SIGINT first, as Ctrl-C sends it: only then does Azurite write the changes of the last 5 s to its folder. SIGTERM ends Azurite without that.
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

    /// <summary>True = Azurite listens on the port. False = something else listens. Null = nothing listens.</summary>
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
    /// Fetches the package if it is not on this machine yet, and returns the command that runs it. The command does not use npx, so that a signal reaches Azurite.
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

    [GeneratedRegex(@"Azurite (\w+) service is successfully listening at (http://[\d.:]+)")]
    private static partial Regex Listening();
}
