namespace CustomerChat.ContactCenter.Hours;

/// <summary>When a contact centre is open: <c>ContactCenters:{id}:Hours:…</c>. If none of these settings is set, it is always open.</summary>
public sealed class HoursOptions
{
    /// <summary>The time zone of the hours: an IANA id, such as <c>Europe/Berlin</c>. Required.</summary>
    public string? TimeZone { get; set; }

    /// <summary>
    /// The hours that begin on this day: <c>08:00-12:00, 13:00-18:00</c>. <c>22:00-02:00</c> lasts over midnight; <c>00:00-24:00</c> is the whole day.
    /// Default none: closed.
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
    /// The countries or regions whose public holidays are closed days, separated by commas: countries by ISO 3166-1 (<c>GB</c>, <c>DE</c>), or by ISO 3166-2 the
    /// parts of Germany, the United Kingdom, Australia, Switzerland and Canada (<c>DE-BY</c>, <c>GB-SCT</c>). Where another day replaces a holiday that falls on a
    /// weekend, that day is closed too. Default none.
    /// </summary>
    public string? Holidays { get; set; }

    /// <summary>
    /// An iCalendar file (.ics) whose events are closed days. Events must be whole days; they may repeat. The file may have up to 5,000,000 bytes. A relative path
    /// starts at the working directory. The relay reads the file once, when it starts. Default none.
    /// </summary>
    public string? HolidaysFile { get; set; }

    /// <summary>More closed days: <c>2026-12-24</c>, <c>12-24</c> (every year), <c>2026-08-03/2026-08-07</c> (both included). Default none.</summary>
    public IList<string> ClosedDays { get; init; } = [];

    /// <summary>The hours of each day of the week, as the settings have them.</summary>
    internal IEnumerable<(DayOfWeek Day, string? Hours)> Week =>
    [
        (DayOfWeek.Monday, Monday), (DayOfWeek.Tuesday, Tuesday), (DayOfWeek.Wednesday, Wednesday), (DayOfWeek.Thursday, Thursday), (DayOfWeek.Friday, Friday),
        (DayOfWeek.Saturday, Saturday), (DayOfWeek.Sunday, Sunday),
    ];

    /// <summary>Whether at least one of these settings is set.</summary>
    internal bool IsSet => ClosedDays.Count > 0
        || Week.Select(d => d.Hours).Concat([TimeZone, Holidays, HolidaysFile]).Any(s => !string.IsNullOrWhiteSpace(s));
}
