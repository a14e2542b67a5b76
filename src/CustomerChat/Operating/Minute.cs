using System.Collections.Immutable;

namespace CustomerChat.Operating;

/// <summary>What happened in one minute, or in several. It holds no text, address or token.</summary>
/// <param name="At">When the minute, or the first of the minutes, began.</param>
public sealed record Minute(DateTimeOffset At)
{
    /// <summary>How long figures are kept.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    /// <summary>How many chats were open.</summary>
    public int Open { get; init; }

    /// <summary>How many of them waited for an agent.</summary>
    public int Waiting { get; init; }

    /// <summary>The figures, by what was measured.</summary>
    public ImmutableDictionary<MinuteKey, Figure> Figures { get; init; } = ImmutableDictionary<MinuteKey, Figure>.Empty;

    /// <summary>The beginning of the step that contains a time.</summary>
    /// <param name="step">The length of a step. Steps are counted from midnight UTC.</param>
    public static DateTimeOffset Floor(DateTimeOffset at, TimeSpan step) => new(at.UtcTicks - (at.UtcTicks % step.Ticks), TimeSpan.Zero);

    /// <summary>The sum of all figures whose keys are selected.</summary>
    public Figure Total(Func<MinuteKey, bool> isMeant) => Figures.Where(f => isMeant(f.Key)).Aggregate(default(Figure), (sum, f) => sum + f.Value);

    /// <summary>The sum of all figures of one kind.</summary>
    public Figure Total(string what) => Total(key => key.What == what);

    /// <summary>
    /// Combines minutes of several processes, in any order, to steps in order of time. Within one minute, the chats of all processes are
    /// added up. Of the minutes in a step, the largest number of chats counts. Steps without a minute are left out. Pure.
    /// </summary>
    public static ImmutableArray<Minute> Steps(IEnumerable<Minute> minutes, TimeSpan step) =>
    [
        .. minutes.GroupBy(m => m.At).Select(m => Merge(m.Key, m, open => open.Sum()))
            .GroupBy(m => Floor(m.At, step)).OrderBy(m => m.Key).Select(m => Merge(m.Key, m, open => open.Max())),
    ];

    /// <summary>Combines all steps to one. Pure.</summary>
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
