using System.Collections.Concurrent;
using System.Collections.Frozen;
using PublicHoliday;

namespace CustomerChat.ContactCenter.Hours;

/// <summary>Public holidays of countries and their parts.</summary>
internal static class PublicHolidays
{
    /// <summary>The closed days of a setting. Without a setting, no day is closed.</summary>
    /// <param name="setting">Codes, separated by commas.</param>
    /// <param name="faults">The method adds each fault that it finds.</param>
    public static Func<DateOnly, bool> Parse(string? setting, ICollection<string> faults)
    {
        var calendars = new List<IPublicHolidays>();
        foreach (var code in (setting ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (Of(code.ToUpperInvariant()) is { } calendar)
            {
                calendars.Add(calendar);
            }
            else
            {
                faults.Add($"{nameof(HoursOptions.Holidays)}: '{code}' is not a known code. Use countries, such as GB, or parts of DE, GB, AU, CH and CA, such as DE-BY.");
            }
        }

        var years = new ConcurrentDictionary<int, FrozenSet<DateOnly>>();
        return day => calendars.Count > 0 && years.GetOrAdd(day.Year, year => Days(calendars, year)).Contains(day);
    }

    private static FrozenSet<DateOnly> Days(List<IPublicHolidays> calendars, int year)
    {
        lock (calendars)
        {
            // The day that replaces New Year's Day may be in the year before, so the next year's holidays are searched too.
            var holidays = calendars.SelectMany(c => new[] { year, year + 1 }.SelectMany(c.PublicHolidaysInformation));
            return holidays.SelectMany(h => new[] { h.HolidayDate, h.ObservedDate }).Select(DateOnly.FromDateTime).ToFrozenSet();
        }
    }

    private static IPublicHolidays? Of(string code) => code.Split('-') switch
    {
        ["DE", var part] => Part<GermanPublicHoliday.States>(part) is { } state ? new GermanPublicHoliday { State = state } : null,
        ["AU", var part] => Part<AustraliaPublicHoliday.States>(part) is { } state ? new AustraliaPublicHoliday { State = state } : null,
        ["CH", var part] => Part<SwitzerlandPublicHoliday.Cantons>(part) is { } canton ? new SwitzerlandPublicHoliday { Canton = canton } : null,
        ["CA", "AB" or "BC" or "MB" or "NB" or "NL" or "NS" or "NT" or "NU" or "ON" or "PE" or "QC" or "SK" or "YT"] => new CanadaPublicHoliday(code[3..]),
        ["GB", "ENG"] => new UKBankHoliday(UKBankHoliday.UkCountries.England),
        ["GB", "WLS"] => new UKBankHoliday(UKBankHoliday.UkCountries.Wales),
        ["GB", "SCT"] => new UKBankHoliday(UKBankHoliday.UkCountries.Scotland),
        ["GB", "NIR"] => new UKBankHoliday(UKBankHoliday.UkCountries.NorthernIreland),
        [{ Length: 2 } country] when country.All(char.IsAsciiLetterUpper) && country != "PO" && Enum.TryParse<PublicHolidayCountryCode>(country, ignoreCase: true, out var known) =>
            PublicHolidayFactory.GetPublicHolidayForCountry(known),
        _ => null,
    };

    private static T? Part<T>(string part)
        where T : struct, Enum => part.Length is 2 or 3 && part != "ALL" && part.All(char.IsAsciiLetterUpper) && Enum.TryParse<T>(part, out var value) ? value : null;
}
