using CustomerChat.Chats;

namespace CustomerChat.Delivery;

/// <summary>A provider's report of a message that it has taken.</summary>
/// <param name="To">Whom the message was for.</param>
/// <param name="ProviderId">The provider's id of it.</param>
/// <param name="Status">How far it has come.</param>
/// <param name="Error">The provider's code, when it failed.</param>
public sealed record DeliveryReport(ChannelAddress To, string ProviderId, DeliveryStatus Status, string? Error = null);
