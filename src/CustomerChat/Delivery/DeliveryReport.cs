using CustomerChat.Chats;

namespace CustomerChat.Delivery;

/// <summary>A provider's report about one message that it accepted, or about all messages up to a time.</summary>
/// <param name="To">The customer that the message was for.</param>
/// <param name="ProviderId">The provider's id of the message; null = all messages that the provider accepted up to <see cref="Through"/>.</param>
/// <param name="Status">How far the message has come.</param>
/// <param name="Error">The provider's code and words, if the message failed; null = it did not.</param>
public sealed record DeliveryReport(ChannelAddress To, string? ProviderId, DeliveryStatus Status, string? Error = null)
{
    /// <summary>Why the provider will never deliver the message, if it failed and the provider's code says so; null = not known.</summary>
    public RefusalCause? Cause { get; init; }

    /// <summary>For a report without an id: the provider's watermark.</summary>
    public DateTimeOffset? Through { get; init; }
}
