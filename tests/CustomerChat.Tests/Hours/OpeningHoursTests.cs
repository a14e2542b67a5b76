using CustomerChat.Hours;

namespace CustomerChat.Tests.Hours;

public class OpeningHoursTests
{
    private static readonly DayOfWeek[] Workdays = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];

    /// <summary>Monday to Friday, 8 to 18, in winter, one hour before UTC.</summary>
    [Theory]
    [InlineData("2026-11-27T06:59:59Z", false, "2026-11-27T07:00:00Z", null)]
    [InlineData("2026-11-27T07:00:00Z", true, null, "2026-11-27T17:00:00Z")]
    [InlineData("2026-11-27T16:59:59Z", true, null, "2026-11-27T17:00:00Z")]
    [InlineData("2026-11-27T17:00:00Z", false, "2026-11-30T07:00:00Z", null)]
    [InlineData("2026-11-29T12:00:00Z", false, "2026-11-30T07:00:00Z", null)]
    public void At_OnWorkdays_IsByTheClockOfTheZone(string now, bool isOpen, string? opens, string? closes) =>
        Assert.Equal(new(isOpen, Time(opens), Time(closes)), Berlin(Workdays.Select(d => Of(d, 8, 18))).At(Time(now)!.Value));

    /// <summary>Saturday 22:00 to 02:00: Sunday's first two hours are Saturday's last.</summary>
    [Theory]
    [InlineData("2026-11-28T20:59:59Z", false, "2026-11-28T21:00:00Z", null)]
    [InlineData("2026-11-28T23:30:00Z", true, null, "2026-11-29T01:00:00Z")]
    [InlineData("2026-11-29T00:59:59Z", true, null, "2026-11-29T01:00:00Z")]
    [InlineData("2026-11-29T01:00:00Z", false, "2026-12-05T21:00:00Z", null)]
    public void At_HoursOverMidnight_LastIntoTheNextDay(string now, bool isOpen, string? opens, string? closes) =>
        Assert.Equal(new(isOpen, Time(opens), Time(closes)), Berlin([Of(DayOfWeek.Saturday, 22, 26)]).At(Time(now)!.Value));

    [Fact]
    public void At_HoursOverMidnightIntoAClosedDay_AreTheirOwnDays()
    {
        var hours = new OpeningHours(Zone("Europe/Berlin"), Enum.GetValues<DayOfWeek>().Select(d => Of(d, 22, 26)), d => d == new DateOnly(2026, 12, 25));

        Assert.Equal(new(true, null, Time("2026-12-25T01:00:00Z")), hours.At(Time("2026-12-25T00:30:00Z")!.Value));
        Assert.Equal(new(false, Time("2026-12-26T21:00:00Z"), null), hours.At(Time("2026-12-25T22:00:00Z")!.Value));
    }

    /// <summary>29 March 2026: at 02:00 the clock goes to 03:00, which is 01:00 UTC.</summary>
    [Theory]
    [InlineData(DayOfWeek.Sunday, 150, 360, "2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z", "2026-03-29T04:00:00Z")]
    [InlineData(DayOfWeek.Saturday, 1320, 1590, "2026-03-28T12:00:00Z", "2026-03-28T21:00:00Z", "2026-03-29T01:00:00Z")]
    [InlineData(DayOfWeek.Saturday, 1320, 1800, "2026-03-28T12:00:00Z", "2026-03-28T21:00:00Z", "2026-03-29T04:00:00Z")]
    [InlineData(DayOfWeek.Sunday, 135, 165, "2026-03-29T00:00:00Z", "2026-04-05T00:15:00Z", "2026-04-05T00:45:00Z")]
    public void At_AnHourThatDoesNotExist_IsLeftOut(DayOfWeek day, int from, int to, string now, string opens, string closes) => Opens(day, from, to, now, opens, closes);

    /// <summary>25 October 2026: at 03:00 the clock goes back to 02:00, which is 01:00 UTC.</summary>
    [Theory]
    [InlineData(DayOfWeek.Sunday, 150, 360, "2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T05:00:00Z")]
    [InlineData(DayOfWeek.Saturday, 1320, 1590, "2026-10-24T12:00:00Z", "2026-10-24T20:00:00Z", "2026-10-25T01:30:00Z")]
    [InlineData(DayOfWeek.Saturday, 1320, 1800, "2026-10-24T12:00:00Z", "2026-10-24T20:00:00Z", "2026-10-25T05:00:00Z")]
    public void At_AnHourThatExistsTwice_IsOpenBothTimes(DayOfWeek day, int from, int to, string now, string opens, string closes) => Opens(day, from, to, now, opens, closes);

    /// <summary>A zone that leaves out midnight: Cairo, 24 April 2026.</summary>
    [Fact]
    public void At_AMidnightThatDoesNotExist_OpensAfterIt()
    {
        var hours = new OpeningHours(Zone("Africa/Cairo"), [new(DayOfWeek.Friday, TimeSpan.Zero, TimeSpan.FromHours(2))], _ => false);

        Assert.Equal(new(false, Time("2026-04-23T22:00:00Z"), null), hours.At(Time("2026-04-23T12:00:00Z")!.Value));
        Assert.Equal(new(true, null, Time("2026-04-23T23:00:00Z")), hours.At(Time("2026-04-23T22:00:00Z")!.Value));
    }

    [Fact]
    public void At_WholeDays_AreOneUntilAClosedOne()
    {
        var always = Enum.GetValues<DayOfWeek>().Select(d => Of(d, 0, 24)).ToList();
        var hours = new OpeningHours(Zone("Europe/Berlin"), always, d => d == new DateOnly(2026, 12, 25));

        Assert.Equal(new(true, null, Time("2026-12-24T23:00:00Z")), hours.At(Time("2026-11-27T12:00:00Z")!.Value));
        Assert.Equal(new(false, Time("2026-12-25T23:00:00Z"), null), hours.At(Time("2026-12-24T23:00:00Z")!.Value));
        Assert.Equal(Availability.Always, Berlin(always).At(Time("2026-11-27T12:00:00Z")!.Value));
    }

    [Fact]
    public void At_HoursThatTouchOrOverlap_AreOne() => Assert.Equal(
        new(true, null, Time("2026-11-27T19:00:00Z")),
        Berlin([Of(DayOfWeek.Friday, 8, 12), Of(DayOfWeek.Friday, 12, 18), Of(DayOfWeek.Friday, 14, 15), Of(DayOfWeek.Friday, 17, 20)]).At(Time("2026-11-27T08:00:00Z")!.Value));

    [Fact]
    public void ClosedUntil_InAndOutsideTheHours_IsTheNextOpening()
    {
        var hours = Berlin(Workdays.Select(d => Of(d, 8, 18)));

        Assert.Null(hours.ClosedUntil(Time("2026-11-27T16:59:59Z")!.Value));
        Assert.Equal(Time("2026-11-30T07:00:00Z"), hours.ClosedUntil(Time("2026-11-27T17:00:00Z")!.Value));
        Assert.Null(hours.RefusesUntil(Time("2026-11-27T17:00:00Z")!.Value));
        Assert.Equal(DateTimeOffset.MaxValue, new OpeningHours(hours.Zone, [Of(DayOfWeek.Friday, 8, 12)], _ => true).ClosedUntil(Time("2026-11-27T08:00:00Z")!.Value));
    }

    [Fact]
    public void FillIn_WhenItOpens_IsByTheClockOfTheZone() =>
        Assert.Equal("Again on 2026-11-30 08:00.", Berlin([]).FillIn("Again on {opens}.", Time("2026-11-30T07:00:00Z")!.Value));

    private static void Opens(DayOfWeek day, int from, int to, string now, string opens, string closes)
    {
        var hours = Berlin([new(day, TimeSpan.FromMinutes(from), TimeSpan.FromMinutes(to))]);

        Assert.Equal(new(false, Time(opens), null), hours.At(Time(now)!.Value));
        Assert.Equal(new(true, null, Time(closes)), hours.At(Time(opens)!.Value));
        Assert.False(hours.At(Time(closes)!.Value).IsOpen);
    }

    private static OpeningHours Berlin(IEnumerable<OpenPeriod> week) => new(Zone("Europe/Berlin"), week, _ => false);

    private static OpenPeriod Of(DayOfWeek day, int from, int to) => new(day, TimeSpan.FromHours(from), TimeSpan.FromHours(to));

    private static TimeZoneInfo Zone(string id) => TimeZoneInfo.FindSystemTimeZoneById(id);

    private static DateTimeOffset? Time(string? text) => text is null ? null : DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
