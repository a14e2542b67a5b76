using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using CustomerChat.EndToEnd.Support;

namespace CustomerChat.Benchmarks;

/// <summary>Where it is measured, and what was measured.</summary>
internal sealed class Rig : IAsyncDisposable
{
    private readonly StringBuilder _text = new();
    private AzuriteFixture? _azurite;

    public AzuriteFixture Azurite => _azurite!;

    public string Text => _text.ToString();

    /// <summary>
    /// An empty storage, in memory. A query looks at every row of its table, so what an earlier measurement left behind would be measured again; and an Azurite with a
    /// folder answers nobody while it writes all that it holds to the folder, every 5 s.
    /// </summary>
    public async Task EmptyStorageAsync()
    {
        await DisposeAsync();
        _azurite = new AzuriteFixture();
        await _azurite.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_azurite is not null)
        {
            await _azurite.DisposeAsync();
        }
    }

    public void Say(FormattableString line) => Say(line.ToString(CultureInfo.InvariantCulture));

    public void Say(string line)
    {
        Console.WriteLine(line);
        _text.AppendLine(line).AppendLine();
    }

    public void Table(string title, string[] columns, IEnumerable<string[]> rows)
    {
        var table = new StringBuilder($"### {title}\n\n| {string.Join(" | ", columns)} |\n|{string.Concat(columns.Select(_ => "---|"))}\n");
        foreach (var row in rows)
        {
            table.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        }

        Console.WriteLine(table);
        _text.Append(table).Append('\n');
    }

    /// <summary>A relay as a real process and a sandbox, on an empty storage.</summary>
    public async Task<Stack> StartAsync(params (string Name, string Value)[] settings)
    {
        await EmptyStorageAsync();
        return await Stack.StartAsync(Azurite, settings.Append(("Sandbox:DropAfter", "00:00:00")).ToDictionary(s => s.Item1, s => s.Item2));
    }

    public static string Machine() => string.Create(
        CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB, {RuntimeInformation.OSDescription}, .NET {Environment.Version}");

    public static string Commit()
    {
        var version = typeof(App.CustomerChatExtensions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        return version.Contains('+', StringComparison.Ordinal) ? version.Split('+')[1][..12] : "unknown";
    }

    public static string Number(double value, string format = "0") => value.ToString(format, CultureInfo.InvariantCulture);

    public static double Percentile(IReadOnlyList<double> sorted, double p) => sorted.Count == 0 ? double.NaN : sorted[(int)Math.Min(sorted.Count - 1, sorted.Count * p)];

    /// <summary>Runs loops side by side for a time; how often they got through a second, and how long each pass took, in ms and sorted.</summary>
    /// <param name="loops">How many.</param>
    /// <param name="time">For how long.</param>
    /// <param name="pass">What they do; false = it does not count.</param>
    /// <param name="pause">The mean pause before each pass, which is not counted; none = back to back.</param>
    public static async Task<(double Rate, List<double> Times)> LoopAsync(int loops, TimeSpan time, Func<int, Task<bool>> pass, TimeSpan pause = default)
    {
        var times = new List<double>[loops];
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, loops).Select(async loop =>
        {
            await Task.Yield();
            var mine = times[loop] = [];
            while (watch.Elapsed < time)
            {
                if (pause > TimeSpan.Zero)
                {
                    await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), TimeProvider.System);
                }

                var began = Stopwatch.GetTimestamp();
                if (await pass(loop))
                {
                    mine.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                }
            }
        }));
        var all = times.SelectMany(t => t).Order().ToList();
        return (all.Count / watch.Elapsed.TotalSeconds, all);
    }
}
