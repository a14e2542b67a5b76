using System.Globalization;
using CustomerChat.Hours;

namespace CustomerChat.ContactCenter.Hours;

/// <summary>Builds the opening hours from the settings, and reports what is wrong with the settings.</summary>
internal static class HoursReader
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Reads the opening hours. Null = there are none, or a setting is wrong.</summary>
    /// <param name="refuses">True = a chat that a customer opens outside the hours is refused.</param>
    /// <param name="faults">The method adds each fault that it finds, as a sentence that begins with the setting's name.</param>
    public static OpeningHours? Read(HoursOptions options, bool refuses, ICollection<string> faults)
    {
        if (!options.IsSet)
        {
            return null;
        }

        var before = faults.Count;
        var zone = Zone(options.TimeZone, faults);
        var week = options.Week.SelectMany(d => Periods(d.Day, d.Hours, faults)).ToList();
        if (week.Count == 0 && faults.Count == before)
        {
            faults.Add("Hours: no day has hours.");
        }

        var closed = new[] { PublicHolidays.Parse(options.Holidays, faults), CalendarFile.Read(options.HolidaysFile, faults), ClosedDays(options.ClosedDays, faults) };
        return faults.Count > before || zone is null ? null : new(zone, week, day => closed.Any(isClosed => isClosed(day))) { Refuses = refuses };
    }

    private static TimeZoneInfo? Zone(string? id, ICollection<string> faults)
    {
        // An id that is a path is refused, because the system would look for it among its files.
        if (id is not null && !id.StartsWith('/') && !id.Contains("..", StringComparison.Ordinal) && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone))
        {
            return zone;
        }

        faults.Add($"{nameof(HoursOptions.TimeZone)} must be the IANA id of a time zone, such as Europe/Berlin.");
        return null;
    }

    private static IEnumerable<OpenPeriod> Periods(DayOfWeek day, string? hours, ICollection<string> faults)
    {
        foreach (var part in (hours ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (part.Split('-', StringSplitOptions.TrimEntries) is [var begins, var ends] && Time(begins) is { } from && Time(ends) is { } to && from != to && from < Day)
            {
                yield return new(day, from, from < to ? to : to + Day);
            }
            else
            {
                faults.Add($"{day}: '{part}' is not of the form 08:00-18:00 (over midnight 22:00-02:00, the whole day 00:00-24:00).");
            }
        }
    }

    private static TimeSpan? Time(string text) =>
        text == "24:00" ? Day : TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time.ToTimeSpan() : null;

    private static Func<DateOnly, bool> ClosedDays(IEnumerable<string> days, ICollection<string> faults)
    {
        var (yearly, ranges) = (new HashSet<(int Month, int Day)>(), new List<(DateOnly First, DateOnly Last)>());
        foreach (var text in days)
        {
            // 2024 is a leap year, so 29 February is a valid day.
            if (Date($"2024-{text.Trim()}") is { } yearlyDay)
            {
                yearly.Add((yearlyDay.Month, yearlyDay.Day));
            }
            else if (text.Split('/', StringSplitOptions.TrimEntries) is [var first, ..] parts && parts.Length <= 2 && Date(first) is { } from && Date(parts[^1]) is { } to && from <= to)
            {
                ranges.Add((from, to));
            }
            else
            {
                faults.Add($"{nameof(HoursOptions.ClosedDays)}: '{text}' is neither a day (2026-12-24), nor a day of every year (12-24), nor days from a first to a last one (2026-08-03/2026-08-07).");
            }
        }

        return day => yearly.Contains((day.Month, day.Day)) || ranges.Any(r => r.First <= day && day <= r.Last);
    }

    private static DateOnly? Date(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
}
