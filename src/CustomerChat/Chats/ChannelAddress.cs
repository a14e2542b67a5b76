namespace CustomerChat.Chats;

/// <summary>Where a customer is who writes through a channel.</summary>
/// <param name="Channel">The channel: sms, whatsapp, messenger, telegram or webhook.</param>
/// <param name="Account">Our account at the provider, by its name in the settings.</param>
/// <param name="Address">The customer's address there: a number or an id. Personal data: never logged.</param>
public sealed record ChannelAddress(string Channel, string Account, string Address);
