using System.Collections.Immutable;

namespace CustomerChat.Operating;

/// <summary>What happened in a minute, or in several. No text, address or token is in it.</summary>
/// <param name="At">When it began.</param>
public sealed record Minute(DateTimeOffset At)
{
    /// <summary>How long figures are kept.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    /// <summary>How many chats were open.</summary>
    public int Open { get; init; }

    /// <summary>How many of them waited for an agent.</summary>
    public int Waiting { get; init; }

    /// <summary>What was measured.</summary>
    public ImmutableDictionary<MinuteKey, Figure> Figures { get; init; } = ImmutableDictionary<MinuteKey, Figure>.Empty;

    /// <summary>The beginning of the step that a time is in.</summary>
    /// <param name="at">The time.</param>
    /// <param name="step">How long a step is; steps are counted from midnight UTC on.</param>
    public static DateTimeOffset Floor(DateTimeOffset at, TimeSpan step) => new(at.UtcTicks - (at.UtcTicks % step.Ticks), TimeSpan.Zero);

    /// <summary>All figures that a choice of keys means, together.</summary>
    public Figure Total(Func<MinuteKey, bool> isMeant) => Figures.Where(f => isMeant(f.Key)).Aggregate(default(Figure), (sum, f) => sum + f.Value);

    /// <summary>All figures of a kind, together.</summary>
    public Figure Total(string what) => Total(key => key.What == what);

    /// <summary>
    /// Minutes of several processes, in any order, as steps in the order of time. Within a minute the processes' chats are added up; of several minutes the one with
    /// the most counts. Steps in which nothing happened are left out. Pure.
    /// </summary>
    public static ImmutableArray<Minute> Steps(IEnumerable<Minute> minutes, TimeSpan step) =>
    [
        .. minutes.GroupBy(m => m.At).Select(m => Merge(m.Key, m, open => open.Sum()))
            .GroupBy(m => Floor(m.At, step)).OrderBy(m => m.Key).Select(m => Merge(m.Key, m, open => open.Max())),
    ];

    /// <summary>All steps as one. Pure.</summary>
    public static Minute Whole(DateTimeOffset from, IReadOnlyCollection<Minute> steps) => Merge(from, steps, open => open.DefaultIfEmpty().Max());

    private static Minute Merge(DateTimeOffset at, IEnumerable<Minute> minutes, Func<IEnumerable<int>, int> chats)
    {
        var all = minutes.ToList();
        return new Minute(at)
        {
            Open = chats(all.Select(m => m.Open)),
            Waiting = chats(all.Select(m => m.Waiting)),
            Figures = all.SelectMany(m => m.Figures).GroupBy(f => f.Key).ToImmutableDictionary(f => f.Key, f => f.Aggregate(default(Figure), (sum, one) => sum + one.Value)),
        };
    }
}
