using System.Runtime.CompilerServices;
using CustomerChat.Operating;

namespace CustomerChat.Tests.Support;

/// <summary>Minutes in memory.</summary>
internal sealed class MemoryMinutes : IMinutes
{
    /// <summary>Called before a minute is kept; throws where the storage is down.</summary>
    public Action At { get; set; } = () => { };

    /// <summary>How often a minute was to be kept.</summary>
    public int Saves { get; private set; }

    public Dictionary<(DateTimeOffset At, string Instance), Minute> All { get; } = [];

    public Task SaveAsync(Minute minute, string instance, CancellationToken cancellationToken)
    {
        Saves++;
        At();
        All[(minute.At, instance)] = minute;
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<Minute> ReadAsync(DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var minute in All.Values.Where(m => m.At >= from && m.At < to))
        {
            yield return minute;
        }
    }

    public Task RemoveBeforeAsync(DateTimeOffset day, CancellationToken cancellationToken)
    {
        foreach (var key in All.Keys.Where(k => k.At < day).ToList())
        {
            All.Remove(key);
        }

        return Task.CompletedTask;
    }
}
