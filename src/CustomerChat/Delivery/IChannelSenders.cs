using CustomerChat.Chats;

namespace CustomerChat.Delivery;

/// <summary>The channels' senders.</summary>
public interface IChannelSenders
{
    /// <summary>The sender of an address's account; null when it is not configured (any more).</summary>
    IChannelSender? Find(ChannelAddress address);
}
