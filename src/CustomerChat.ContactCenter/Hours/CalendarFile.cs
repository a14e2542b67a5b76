using System.Collections.Concurrent;
using System.Collections.Frozen;
using Ical.Net;
using Ical.Net.DataTypes;

namespace CustomerChat.ContactCenter.Hours;

/// <summary>Reads closed days from an iCalendar file.</summary>
internal static class CalendarFile
{
    private const int MaxBytes = 5_000_000;

    /// <summary>The closed days of a file. Without a file, no day is closed.</summary>
    /// <param name="path">The file's path; null = there is no file.</param>
    /// <param name="faults">The method adds each fault that it finds.</param>
    public static Func<DateOnly, bool> Read(string? path, ICollection<string> faults)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            return _ => false;
        }

        try
        {
            var file = new FileInfo(path);
            if (file.Length > MaxBytes)
            {
                faults.Add($"{nameof(HoursOptions.HolidaysFile)}: the file may have at most {MaxBytes} bytes.");
                return _ => false;
            }

            return Parse(File.ReadAllText(path), faults);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            faults.Add($"{nameof(HoursOptions.HolidaysFile)}: the file can't be read.");
            return _ => false;
        }
    }

    /// <summary>The closed days of a calendar: the days of its events, except cancelled events.</summary>
    internal static Func<DateOnly, bool> Parse(string text, ICollection<string> faults)
    {
        Calendar? calendar;
        try
        {
            calendar = Calendar.Load(text);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The package throws many kinds of exceptions for a broken line.
            calendar = null;
        }

        if (calendar is null)
        {
            faults.Add($"{nameof(HoursOptions.HolidaysFile)}: the file is not an iCalendar file.");
            return _ => false;
        }

        if (calendar.Events.Any(e => e.Start is null || e.Start.HasTime))
        {
            faults.Add($"{nameof(HoursOptions.HolidaysFile)}: an event has no day or a time of day; only whole days can be closed.");
            return _ => false;
        }

        foreach (var cancelled in calendar.Events.Where(e => e.Status == EventStatus.Cancelled).ToList())
        {
            calendar.Events.Remove(cancelled);
        }

        var years = new ConcurrentDictionary<int, FrozenSet<DateOnly>>();
        return day => years.GetOrAdd(day.Year, year => Days(calendar, year)).Contains(day);
    }

    private static FrozenSet<DateOnly> Days(Calendar calendar, int year)
    {
        // The search starts one year earlier, so that it also finds an event that began in the year before.
        var (first, last) = (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));
        var days = new HashSet<DateOnly>();
        lock (calendar)
        {
            foreach (var period in calendar.GetOccurrences(new CalDateTime(first.AddYears(-1))).Select(o => o.Period).TakeWhile(p => p.StartTime.Date <= last))
            {
                var end = period.EffectiveEndTime?.Date ?? period.StartTime.Date.AddDays(1);
                for (var day = period.StartTime.Date; day == period.StartTime.Date || (day < end && day <= last); day = day.AddDays(1))
                {
                    days.Add(day);
                }
            }
        }

        return days.Where(d => d >= first).ToFrozenSet();
    }
}
