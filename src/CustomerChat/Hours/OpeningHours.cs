using System.Globalization;

namespace CustomerChat.Hours;

/// <summary>
/// When a contact centre is open: hours of the week by the clock of a time zone, without closed days. Pure: no clock. An hour that the clock leaves out in spring
/// is no hour; of one that it repeats in autumn, hours begin with the first and end with the second.
/// </summary>
public sealed class OpeningHours
{
    /// <summary>So far ahead the next opening and closing are looked for.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromDays(400);

    private readonly ILookup<DayOfWeek, OpenPeriod> _week;
    private readonly Func<DateOnly, bool> _isClosedOn;

    /// <param name="zone">By whose clock the hours are.</param>
    /// <param name="week">The hours of the week. Those that touch or overlap are one.</param>
    /// <param name="isClosedOn">The days whose hours do not count. Always the same answer for a day.</param>
    public OpeningHours(TimeZoneInfo zone, IEnumerable<OpenPeriod> week, Func<DateOnly, bool> isClosedOn)
    {
        (Zone, _isClosedOn) = (zone, isClosedOn);
        _week = week.OrderBy(p => p.From).ToLookup(p => p.Day);
    }

    /// <summary>By whose clock the hours are.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>What is asked for outside the hours is refused; false = it is kept until they begin.</summary>
    public bool Refuses { get; init; }

    /// <summary>Whether it is open, and until when it is so or not.</summary>
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

        // Either it is always open, or it does not open in sight.
        return new(closes is not null, null, null);
    }

    /// <summary>Until when it was closed, or is to be, as seen from a moment; null = it was open then. Without an opening in sight: <see cref="DateTimeOffset.MaxValue"/>.</summary>
    public DateTimeOffset? ClosedUntil(DateTimeOffset at) =>
        Periods(at, days: 2).Any(p => p.From <= at && at < p.To) ? null : At(at).OpensAt ?? DateTimeOffset.MaxValue;

    /// <summary>Until when chats are refused, at a moment; null = they are taken.</summary>
    public DateTimeOffset? RefusesUntil(DateTimeOffset now) => Refuses ? ClosedUntil(now) : null;

    /// <summary>
    /// A text with <c>{opens}</c> replaced by a time on the contact centre's clock, as <c>2026-11-30 08:00</c>: customers of all languages can read it. Without an
    /// opening in sight: a dash.
    /// </summary>
    public string Tell(string text, DateTimeOffset opensAt) => text.Replace(
        "{opens}",
        opensAt == DateTimeOffset.MaxValue ? "–" : TimeZoneInfo.ConvertTime(opensAt, Zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        StringComparison.Ordinal);

    /// <summary>The hours of the days around a moment, by their beginnings: from the day before, whose hours may last over midnight.</summary>
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

    /// <summary>The moment at which the clock shows a time. One that it leaves out is the moment at which it goes on after that.</summary>
    /// <param name="day">The day.</param>
    /// <param name="time">The time from its midnight.</param>
    /// <param name="second">Of a time that is shown twice, the second one.</param>
    private DateTimeOffset Instant(DateOnly day, TimeSpan time, bool second)
    {
        var local = day.ToDateTime(TimeOnly.MinValue) + time;
        while (Zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(1);
        }

        // The greater offset is the earlier moment.
        var offset = !Zone.IsAmbiguousTime(local) ? Zone.GetUtcOffset(local) : second ? Zone.GetAmbiguousTimeOffsets(local).Min() : Zone.GetAmbiguousTimeOffsets(local).Max();
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
