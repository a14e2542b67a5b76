namespace CustomerChat.Hours;

/// <summary>Whether a contact centre is open at a given time.</summary>
/// <param name="OpensAt">When it next opens, in UTC; null = it is open now, or it does not open within <see cref="OpeningHours.Horizon"/>.</param>
/// <param name="ClosesAt">When it next closes, in UTC; null = it is closed now, or it does not close within <see cref="OpeningHours.Horizon"/>.</param>
public sealed record Availability(bool IsOpen, DateTimeOffset? OpensAt, DateTimeOffset? ClosesAt)
{
    /// <summary>The availability of a contact centre without opening hours.</summary>
    public static Availability Always { get; } = new(true, null, null);
}
