namespace CustomerChat.Hours;

/// <summary>Hours of one day of the week, by the clock of the contact centre.</summary>
/// <param name="Day">The day on which they begin. They are that day's, also after midnight.</param>
/// <param name="From">When they begin: 0 to less than 24 h after midnight, in whole minutes.</param>
/// <param name="To">When they end, from the same midnight: after <paramref name="From"/>, and 24 h after it at most. More than 24 h is on the next day.</param>
public sealed record OpenPeriod(DayOfWeek Day, TimeSpan From, TimeSpan To);
