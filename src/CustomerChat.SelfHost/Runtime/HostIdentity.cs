using System.Diagnostics;
using System.Globalization;

namespace CustomerChat.SelfHost.Runtime;

/// <summary>Which process on which machine holds a lease: what was killed on this machine need not be waited for.</summary>
internal static class HostIdentity
{
    public static string Current { get; } = Of(Environment.ProcessId, StartOf(Environment.ProcessId) ?? 0);

    /// <summary>Whether an owner is a process of this machine that does not run any more.</summary>
    public static bool IsGone(string owner) =>
        owner.Split('/') is [var machine, var process, var start]
        && machine == Environment.MachineName
        && int.TryParse(process, CultureInfo.InvariantCulture, out var id)
        && StartOf(id) != long.Parse(start, CultureInfo.InvariantCulture);

    private static string Of(int process, long start) =>
        string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}/{process}/{start}");

    /// <summary>When a process was started, in whole seconds; null when there is none.</summary>
    private static long? StartOf(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.HasExited ? null : new DateTimeOffset(process.StartTime).ToUnixTimeSeconds();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
