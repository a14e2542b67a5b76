using System.Globalization;

namespace CustomerChat.Hours;

/// <summary>
/// When a contact centre is open: the hours of the week by the clock of a time zone, without the closed days. Pure: it reads no clock. An
/// hour that the clock skips in spring does not exist. If the clock repeats an hour in autumn, hours begin with its first pass and end with
/// its second.
/// </summary>
public sealed class OpeningHours
{
    /// <summary>How far ahead the next opening and closing are searched.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromDays(400);

    private readonly ILookup<DayOfWeek, OpenPeriod> _week;
    private readonly Func<DateOnly, bool> _isClosedOn;

    /// <param name="zone">The time zone of the hours.</param>
    /// <param name="week">The hours of the week. Hours that touch or overlap count as one period.</param>
    /// <param name="isClosedOn">The days on which the hours do not count. It must always give the same answer for the same day.</param>
    public OpeningHours(TimeZoneInfo zone, IEnumerable<OpenPeriod> week, Func<DateOnly, bool> isClosedOn)
    {
        (Zone, _isClosedOn) = (zone, isClosedOn);
        _week = week.OrderBy(p => p.From).ToLookup(p => p.Day);
    }

    /// <summary>The time zone of the hours.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>True: chats outside the hours are refused. False: they are kept until the hours begin.</summary>
    public bool Refuses { get; init; }

    /// <summary>Whether it is open, and when it next closes or opens.</summary>
    public Availability At(DateTimeOffset now)
    {
        DateTimeOffset? closes = null;
        foreach (var (from, to) in Periods(now, (int)Horizon.TotalDays))
        {
            if (closes is null)
            {
                if (from > now)
                {
                    return new(false, from, null);
                }

                closes = to > now ? to : null;
            }
            else if (from > closes)
            {
                return new(true, null, closes);
            }
            else
            {
                closes = to > closes ? to : closes;
            }
        }

        // It is always open, or it does not open within the horizon.
        return new(closes is not null, null, null);
    }

    /// <summary>
    /// The end of the closed period that contains a time; null = it was open then. <see cref="DateTimeOffset.MaxValue"/> = it does not open
    /// within the horizon.
    /// </summary>
    public DateTimeOffset? ClosedUntil(DateTimeOffset at) =>
        Periods(at, days: 2).Any(p => p.From <= at && at < p.To) ? null : At(at).OpensAt ?? DateTimeOffset.MaxValue;

    /// <summary>Until when chats are refused at a given time; null = they are accepted.</summary>
    public DateTimeOffset? RefusesUntil(DateTimeOffset now) => Refuses ? ClosedUntil(now) : null;

    /// <summary>
    /// Replaces <c>{opens}</c> in a text by a time on the contact centre's clock, such as <c>2026-11-30 08:00</c>: customers of all
    /// languages can read it. If it does not open within the horizon, the text has a dash.
    /// </summary>
    public string FillIn(string text, DateTimeOffset opensAt) => text.Replace(
        "{opens}",
        opensAt == DateTimeOffset.MaxValue ? "–" : TimeZoneInfo.ConvertTime(opensAt, Zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        StringComparison.Ordinal);

    /// <summary>
    /// The hours of the days around a time, in order of their beginnings. They start with the day before, because its hours may end after
    /// midnight.
    /// </summary>
    private IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Periods(DateTimeOffset around, int days)
    {
        var first = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(around, Zone).DateTime).AddDays(-1);
        for (var day = first; day < first.AddDays(days); day = day.AddDays(1))
        {
            foreach (var period in _isClosedOn(day) ? [] : _week[day.DayOfWeek])
            {
                var (from, to) = (Instant(day, period.From, second: false), Instant(day, period.To, second: true));
                if (from < to)
                {
                    yield return (from, to);
                }
            }
        }
    }

    /// <summary>The moment at which the clock shows a given time. If the clock skips that time, the moment right after the skipped time.</summary>
    /// <param name="time">The time, counted from midnight of that day.</param>
    /// <param name="second">If the clock shows the time twice: true = the second time, false = the first.</param>
    private DateTimeOffset Instant(DateOnly day, TimeSpan time, bool second)
    {
        var local = day.ToDateTime(TimeOnly.MinValue) + time;
        while (Zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(1);
        }

        // The larger offset gives the earlier moment.
        var offset = !Zone.IsAmbiguousTime(local) ? Zone.GetUtcOffset(local) : second ? Zone.GetAmbiguousTimeOffsets(local).Min() : Zone.GetAmbiguousTimeOffsets(local).Max();
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
