using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace CustomerChat.EndToEnd.Support;

/// <summary>One of the product's programs as a real process.</summary>
internal sealed partial class AppProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _log = new();

    private AppProcess(Process process) => _process = process;

    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Starts an assembly that lies beside the tests.</summary>
    public static AppProcess Start(string assembly, IReadOnlyDictionary<string, string> settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly + ".dll")]) { WorkingDirectory = AppContext.BaseDirectory };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";

        // These processes live for seconds. The runtime would compile much of their code a second time, which takes a seventh of all their processor time.
        start.Environment["DOTNET_TC_CallCountThreshold"] = "300";
        foreach (var (name, value) in settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return Start(start);
    }

    private static AppProcess Start(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        var app = new AppProcess(Process.Start(start)!);
        app._process.OutputDataReceived += (_, e) => app.Remember(e.Data);
        app._process.ErrorDataReceived += (_, e) => app.Remember(e.Data);
        app._process.BeginOutputReadLine();
        app._process.BeginErrorReadLine();
        return app;
    }

    /// <summary>
    /// Starts an assembly that serves HTTP, on a port that it gets from the system and says; or again on the one that it had. A
    /// connection of some other program may have been given that port meanwhile: then it is tried until it is free.
    /// </summary>
    public static Task<(AppProcess Process, Uri Address)> StartAsync(
        string assembly, IReadOnlyDictionary<string, string> settings, string addressSetting, Uri? address = null)
    {
        var all = new Dictionary<string, string>(settings) { [addressSetting] = address?.ToString() ?? "http://127.0.0.1:0" };
        return ListenAsync(assembly, () => Start(assembly, all), address);
    }

    /// <summary>Starts a script in a directory with Node.js; its first argument is the port, 0 = one of the system's.</summary>
    public static Task<(AppProcess Process, Uri Address)> StartScriptAsync(string directory, string script, Uri? address, params string[] arguments) => ListenAsync(
        script, () => Start(new ProcessStartInfo("node", [script, $"{address?.Port ?? 0}", .. arguments]) { WorkingDirectory = directory }), address);

    private static async Task<(AppProcess Process, Uri Address)> ListenAsync(string name, Func<AppProcess> start, Uri? address)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var app = start();
            var said = await Until.IsAsync(() => Task.FromResult(Address().Match(app.Log)), match => match.Success || app.HasExited);
            if (said.Success)
            {
                return (app, new Uri(said.Groups["address"].Value));
            }

            await app.WaitForExitAsync();
            var isTaken = address is not null && app.Log.Contains("address already in use", StringComparison.Ordinal) && watch.Elapsed < Until.Limit;
            Assert.True(isTaken, $"{name} has ended: {app.Log}");
            await app.DisposeAsync();
        }
    }

    /// <summary>What the programs print when they listen.</summary>
    [GeneratedRegex("^(?:Relay: +|Sandbox contact centre .*: |Direct Line: )(?<address>http://127.0.0.1:[0-9]+)", RegexOptions.Multiline)]
    private static partial Regex Address();

    /// <summary>Waits until an address answers with success.</summary>
    public async Task WaitUntilReadyAsync(Uri address)
    {
        using var http = new HttpClient();
        await Until.IsAsync(
            async () =>
            {
                Assert.False(_process.HasExited, $"The process has ended: {Log}");
                try
                {
                    using var response = await http.GetAsync(address);
                    return response.IsSuccessStatusCode;
                }
                catch (Exception e) when (LostAnswer.Is(e))
                {
                    return false;
                }
            },
            ready => ready);
    }

    /// <summary>Its memory in bytes and its open handles.</summary>
    public (long Memory, int Handles) Size()
    {
        _process.Refresh();
        var handles = $"/proc/{_process.Id}/fd";
        return (_process.WorkingSet64, Directory.Exists(handles) ? Directory.GetFileSystemEntries(handles).Length : _process.HandleCount);
    }

    /// <summary>The processor's time that it has taken so far.</summary>
    public TimeSpan ProcessorTime()
    {
        _process.Refresh();
        return _process.TotalProcessorTime;
    }

    /// <summary>SIGTERM, as a container's runtime sends it first: it stops in its own time.</summary>
    public void Stop() => Assert.Equal(0, Signal(_process.Id, SigTerm));

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int pid, int signal);

    private const int SigTerm = 15;

    /// <summary>Waits until it has ended by itself.</summary>
    public async Task WaitForExitAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Until.Limit);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"The process has not ended in {Until.Limit}: {Log}");
        }
    }

    /// <summary>SIGKILL: nothing of it runs any more when this returns.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private void Remember(string? line)
    {
        lock (_log)
        {
            _log.AppendLine(line);
        }
    }
}
