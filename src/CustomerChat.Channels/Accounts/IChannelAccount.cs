using CustomerChat.Delivery;

namespace CustomerChat.Channels.Accounts;

/// <summary>One configured account of a channel: takes webhooks in, sends messages out.</summary>
public interface IChannelAccount : IChannelSender
{
    /// <summary>From a request to what it brings, or to why it is refused. Pure: no I/O, no clock of its own.</summary>
    InboundResult Receive(InboundRequest request);
}
