using CustomerChat.Chats;

namespace CustomerChat.Delivery;

/// <summary>A provider's report of a message that it has taken, or of all up to a time.</summary>
/// <param name="To">Whom the message was for.</param>
/// <param name="ProviderId">The provider's id of it; null = all that the provider took up to <see cref="Through"/>.</param>
/// <param name="Status">How far it has come.</param>
/// <param name="Error">The provider's code and its own words, when it failed.</param>
public sealed record DeliveryReport(ChannelAddress To, string? ProviderId, DeliveryStatus Status, string? Error = null)
{
    /// <summary>Of a failure whose code says so: why the provider will never deliver it.</summary>
    public RefusalCause? Cause { get; init; }

    /// <summary>Of a report without an id: the provider's watermark.</summary>
    public DateTimeOffset? Through { get; init; }
}
