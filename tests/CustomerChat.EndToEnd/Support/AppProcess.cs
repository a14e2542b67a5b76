using System.Diagnostics;
using System.Text;

namespace CustomerChat.EndToEnd.Support;

/// <summary>One of the product's programs as a real process.</summary>
internal sealed class AppProcess : IAsyncDisposable
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
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly + ".dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        foreach (var (name, value) in settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var app = new AppProcess(Process.Start(start)!);
        app._process.OutputDataReceived += (_, e) => app.Remember(e.Data);
        app._process.ErrorDataReceived += (_, e) => app.Remember(e.Data);
        app._process.BeginOutputReadLine();
        app._process.BeginErrorReadLine();
        return app;
    }

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
                catch (HttpRequestException)
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

    public Task WaitForExitAsync() => _process.WaitForExitAsync();

    /// <summary>SIGKILL: nothing of it runs any more when this returns.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as a platform stops an instance; returns when it is gone.</summary>
    public async Task StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
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
