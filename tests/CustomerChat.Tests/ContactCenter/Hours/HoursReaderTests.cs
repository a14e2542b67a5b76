using System.Globalization;
using CustomerChat.ContactCenter;
using CustomerChat.ContactCenter.Hours;
using CustomerChat.Hours;
using Microsoft.Extensions.Configuration;

namespace CustomerChat.Tests.ContactCenter.Hours;

public class HoursReaderTests
{
    /// <summary>Easter moves, and a bank holiday at a weekend is given on a working day after it.</summary>
    [Theory]
    [InlineData("2026-04-02T16:00:00Z", "2026-04-07T08:00:00Z")]
    [InlineData("2027-03-25T17:00:00Z", "2027-03-30T08:00:00Z")]
    [InlineData("2026-12-24T17:00:00Z", "2026-12-29T09:00:00Z")]
    [InlineData("2027-12-24T17:00:00Z", "2027-12-29T09:00:00Z")]
    [InlineData("2028-12-22T17:00:00Z", "2028-12-27T09:00:00Z")]
    public void Holidays_OfTheUnitedKingdom_ShiftAsTheyDo(string now, string opens) =>
        Assert.Equal(Time(opens), Workdays("Europe/London", ("Holidays", "GB")).At(Time(now)).OpensAt);

    /// <summary>New Year's Day 2028 is a Saturday: it is given on Friday, which is in the year before.</summary>
    [Fact]
    public void Holidays_GivenInTheYearBefore_AreClosedDays() =>
        Assert.Equal(Time("2028-01-03T14:00:00Z"), Workdays("America/New_York", ("Holidays", "US")).At(Time("2027-12-31T15:00:00Z")).OpensAt);

    /// <summary>4 July 2026 is a Saturday and given on Friday: both days are closed.</summary>
    [Fact]
    public void Holidays_AtAWeekend_AreClosedThemselvesAsWell() =>
        Assert.Equal(Time("2026-07-06T13:00:00Z"), Workdays("America/New_York", ("Holidays", "US"), ("Saturday", "09:00-17:00")).At(Time("2026-07-03T00:00:00Z")).OpensAt);

    [Fact]
    public void Holidays_OfAPartOfACountry_AreItsOwn()
    {
        // Corpus Christi.
        var noon = Time("2026-06-04T10:00:00Z");

        Assert.False(Workdays("Europe/Berlin", ("Holidays", "DE-BY")).At(noon).IsOpen);
        Assert.True(Workdays("Europe/Berlin", ("Holidays", "DE-BE, de, GB-SCT, AU-NSW, CH-ZH, CA-QC")).At(noon).IsOpen);
    }

    [Fact]
    public void ClosedDays_OneYearlyAndARange_AreClosed()
    {
        var hours = Workdays("UTC", ("ClosedDays:0", "2026-12-23"), ("ClosedDays:1", "12-24"), ("ClosedDays:2", "2026-08-03/2026-08-07"));

        Assert.Equal(Time("2026-12-25T09:00:00Z"), hours.At(Time("2026-12-22T18:00:00Z")).OpensAt);
        Assert.Equal(Time("2027-12-27T09:00:00Z"), Workdays("UTC", ("ClosedDays:0", "12-24")).At(Time("2027-12-23T18:00:00Z")).OpensAt);
        Assert.Equal(Time("2026-08-10T09:00:00Z"), hours.At(Time("2026-07-31T18:00:00Z")).OpensAt);
    }

    [Fact]
    public void HolidaysFile_WithOneRepeatedAndLongEvents_ClosesTheirDays()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, Calendar("""
                BEGIN:VEVENT
                UID:1
                DTSTART;VALUE=DATE:20201224
                RRULE:FREQ=YEARLY
                END:VEVENT
                BEGIN:VEVENT
                UID:2
                DTSTART;VALUE=DATE:20261228
                DTEND;VALUE=DATE:20270105
                TRANSP:TRANSPARENT
                END:VEVENT
                BEGIN:VEVENT
                UID:3
                DTSTART;VALUE=DATE:20261221
                STATUS:CANCELLED
                END:VEVENT
                """));
            var hours = Workdays("UTC", ("HolidaysFile", path));

            Assert.True(hours.At(Time("2026-12-21T12:00:00Z")).IsOpen);
            Assert.Equal(Time("2026-12-25T09:00:00Z"), hours.At(Time("2026-12-23T18:00:00Z")).OpensAt);
            Assert.Equal(Time("2027-01-05T09:00:00Z"), hours.At(Time("2026-12-25T18:00:00Z")).OpensAt);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("no calendar")]
    [InlineData("")]
    [InlineData("BEGIN:VCALENDAR\nBEGIN:VEVENT")]
    [InlineData("BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\nDTSTART:20260803T100000Z\nDTEND:20260803T110000Z\nEND:VEVENT\nEND:VCALENDAR")]
    public void HolidaysFile_ThatHasNoWholeDays_IsAFault(string text)
    {
        var faults = new List<string>();
        CalendarFile.Parse(text, faults);

        Assert.StartsWith("HolidaysFile: ", Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_BadHours_NamesEachFault()
    {
        var result = new ContactCenterOptionsValidator().Validate(null, Directory(
            ("Hours:TimeZone", "Mars/Olympus"), ("Hours:Monday", "8-18"), ("Hours:Tuesday", "24:00-02:00"), ("Hours:Wednesday", "09:00-09:00"), ("Hours:Thursday", "09:00-24:01"),
            ("Hours:Holidays", "GB, XX, DE-XX, GB-1, PO"), ("Hours:HolidaysFile", "/nowhere.ics"), ("Hours:ClosedDays:0", "24.12."), ("Hours:ClosedDays:1", "2026-08-07/2026-08-03"),
            ("WhenClosed", "7")));

        Assert.Equal(
            ["ClosedDays", "ClosedDays", "Holidays", "Holidays", "Holidays", "Holidays", "HolidaysFile", "Monday", "Thursday", "TimeZone", "Tuesday", "Wednesday", "WhenClosed"],
            result.Failures!.Select(f => f.Replace("ContactCenters:cc:", "", StringComparison.Ordinal).Replace("Hours:", "", StringComparison.Ordinal).Split(':', ' ')[0]).Order());
    }

    /// <summary>None of them is looked for as a file.</summary>
    [Theory]
    [InlineData("Europe")]
    [InlineData("../zoneinfo/UTC")]
    [InlineData("/usr/share/zoneinfo/UTC")]
    [InlineData(" ")]
    public void Validate_ATimeZoneThatIsNoId_IsAFault(string id) => Assert.StartsWith(
        "ContactCenters:cc:Hours:TimeZone must be",
        Assert.Single(new ContactCenterOptionsValidator().Validate(null, Directory(("Hours:TimeZone", id), ("Hours:Monday", "08:00-18:00"))).Failures!),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("Hours:Monday", "08:00-18:00", "ContactCenters:cc:Hours:TimeZone must be")]
    [InlineData("Hours:TimeZone", "Europe/Berlin", "ContactCenters:cc:Hours: no day has hours.")]
    public void Validate_HalfOfTheHours_NamesWhatIsMissing(string name, string value, string fault) => Assert.StartsWith(
        fault, Assert.Single(new ContactCenterOptionsValidator().Validate(null, Directory((name, value))).Failures!), StringComparison.Ordinal);

    [Fact]
    public void Validate_NoHours_IsRightAndAlwaysOpen()
    {
        var options = Directory(("Name", "Shoes"));

        Assert.True(new ContactCenterOptionsValidator().Validate(null, options).Succeeded);
        Assert.Null(options.Centers["cc"].Opening);
    }

    /// <summary>Without ICU the time zones are the system's.</summary>
    [Fact]
    public void Read_WithInvariantGlobalization_KnowsTheTimeZone()
    {
        Assert.True(AppContext.TryGetSwitch("System.Globalization.Invariant", out var isInvariant) && isInvariant);
        Assert.Equal(TimeSpan.FromHours(2), Workdays("Europe/Berlin").Zone.GetUtcOffset(Time("2026-07-01T12:00:00Z")));
    }

    private static string Calendar(string events) => $"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:test\n{events}\nEND:VCALENDAR\n";

    private static OpeningHours Workdays(string zone, params (string Name, string Value)[] settings)
    {
        var days = new[] { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday" }.Select(d => (d, "09:00-17:00"));
        var options = Directory([.. days.Concat(settings).Append(("TimeZone", zone)).Select(s => ("Hours:" + s.Item1, s.Item2))]);
        Assert.Equal([], new ContactCenterOptionsValidator().Validate(null, options).Failures ?? []);
        return options.Centers["cc"].Opening!;
    }

    private static ContactCenterDirectoryOptions Directory(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            settings.Append(("BaseAddress", "http://localhost:1")).Select(s => KeyValuePair.Create($"cc:{s.Item1}", (string?)s.Item2))).Build();
        var options = new ContactCenterDirectoryOptions();
        options.Add(configuration.Get<Dictionary<string, ContactCenterOptions>>()!);
        return options;
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
