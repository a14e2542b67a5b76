namespace CustomerChat.Chats;

/// <summary>The address of a customer who writes through a channel.</summary>
/// <param name="Channel">The channel: sms, whatsapp, messenger, telegram or webhook.</param>
/// <param name="Account">The relay's account at the provider, by its name in the settings.</param>
/// <param name="Address">The customer's address in the channel: a number or an id. It is personal data and is never logged.</param>
public sealed record ChannelAddress(string Channel, string Account, string Address);
