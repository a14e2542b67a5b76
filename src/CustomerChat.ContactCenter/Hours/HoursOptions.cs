namespace CustomerChat.ContactCenter.Hours;

/// <summary>When a contact centre is open: <c>ContactCenters:{id}:Hours:…</c>. Without any of it, always.</summary>
public sealed class HoursOptions
{
    /// <summary>By whose clock the hours are: an IANA id, such as <c>Europe/Berlin</c>. Required.</summary>
    public string? TimeZone { get; set; }

    /// <summary>
    /// Hours that begin on this day: <c>08:00-12:00, 13:00-18:00</c>; <c>22:00-02:00</c> lasts over midnight, <c>00:00-24:00</c> is the whole day. Default none: closed.
    /// </summary>
    public string? Monday { get; set; }

    /// <inheritdoc cref="Monday"/>
    public string? Tuesday { get; set; }

    /// <inheritdoc cref="Monday"/>
    public string? Wednesday { get; set; }

    /// <inheritdoc cref="Monday"/>
    public string? Thursday { get; set; }

    /// <inheritdoc cref="Monday"/>
    public string? Friday { get; set; }

    /// <inheritdoc cref="Monday"/>
    public string? Saturday { get; set; }

    /// <inheritdoc cref="Monday"/>
    public string? Sunday { get; set; }

    /// <summary>
    /// Whose public holidays are closed days: countries, ISO 3166-1 (<c>GB</c>, <c>DE</c>), or their parts, ISO 3166-2, of Germany, the United Kingdom,
    /// Australia, Switzerland and Canada (<c>DE-BY</c>, <c>GB-SCT</c>), separated by commas. Where a day is given in place of a holiday at a weekend, that day is closed. Default none.
    /// </summary>
    public string? Holidays { get; set; }

    /// <summary>
    /// An iCalendar file (.ics) whose events are closed days: whole days, also repeated ones. Up to 5,000,000 bytes; a relative path is from the working directory.
    /// It is read at the start. Default none.
    /// </summary>
    public string? HolidaysFile { get; set; }

    /// <summary>More closed days: <c>2026-12-24</c>, <c>12-24</c> (every year), <c>2026-08-03/2026-08-07</c> (both included). Default none.</summary>
    public IList<string> ClosedDays { get; init; } = [];

    /// <summary>The hours of a week, as they are set.</summary>
    internal IEnumerable<(DayOfWeek Day, string? Hours)> Week =>
    [
        (DayOfWeek.Monday, Monday), (DayOfWeek.Tuesday, Tuesday), (DayOfWeek.Wednesday, Wednesday), (DayOfWeek.Thursday, Thursday), (DayOfWeek.Friday, Friday),
        (DayOfWeek.Saturday, Saturday), (DayOfWeek.Sunday, Sunday),
    ];

    /// <summary>Any of it is set.</summary>
    internal bool IsSet => ClosedDays.Count > 0
        || Week.Select(d => d.Hours).Concat([TimeZone, Holidays, HolidaysFile]).Any(s => !string.IsNullOrWhiteSpace(s));
}
