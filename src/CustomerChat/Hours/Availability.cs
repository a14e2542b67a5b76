namespace CustomerChat.Hours;

/// <summary>Whether a contact centre is open at a moment.</summary>
/// <param name="IsOpen">It is open.</param>
/// <param name="OpensAt">When it opens next, in UTC; null = it is open, or does not open within <see cref="OpeningHours.Horizon"/>.</param>
/// <param name="ClosesAt">When it closes next, in UTC; null = it is closed, or does not close within <see cref="OpeningHours.Horizon"/>.</param>
public sealed record Availability(bool IsOpen, DateTimeOffset? OpensAt, DateTimeOffset? ClosesAt)
{
    /// <summary>Of a contact centre without hours.</summary>
    public static Availability Always { get; } = new(true, null, null);
}
