namespace CustomerChat.Hours;

/// <summary>Opening hours of one day of the week, by the contact centre's clock.</summary>
/// <param name="Day">The day on which the hours begin. They belong to that day even after midnight.</param>
/// <param name="From">When the hours begin: 0 to less than 24 h after midnight, in whole minutes.</param>
/// <param name="To">
/// When the hours end, counted from the same midnight: later than <paramref name="From"/>, and at most 24 h later. A value of more than 24
/// h is on the next day.
/// </param>
public sealed record OpenPeriod(DayOfWeek Day, TimeSpan From, TimeSpan To);
