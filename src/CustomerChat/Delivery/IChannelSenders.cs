using CustomerChat.Chats;

namespace CustomerChat.Delivery;

/// <summary>The senders of all channel accounts.</summary>
public interface IChannelSenders
{
    /// <summary>The sender of an address's account; null = the account is not configured, or no longer configured.</summary>
    IChannelSender? Find(ChannelAddress address);
}
