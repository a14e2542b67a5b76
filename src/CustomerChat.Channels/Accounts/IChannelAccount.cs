using System.Collections.Immutable;
using CustomerChat.Delivery;

namespace CustomerChat.Channels.Accounts;

/// <summary>One configured account of a channel: takes webhooks in, sends messages out.</summary>
public interface IChannelAccount : IChannelSender
{
    /// <summary>The largest body of a webhook in bytes; null = the relay's own limit.</summary>
    int? MaxBody { get; }

    /// <summary>The media types that a webhook may have; none = any. One without a type is taken, too.</summary>
    ImmutableArray<string> MediaTypes { get; }

    /// <summary>
    /// What is cheap to see before the body is read: that what proves the sender is there and has the right form. Pure.
    /// </summary>
    /// <returns>Why it is refused; null = read the body.</returns>
    InboundResult.Refused? CheckHead(InboundRequest head);

    /// <summary>From a request to what it brings, or to why it is refused. Pure: no I/O, no clock of its own.</summary>
    InboundResult Receive(InboundRequest request);
}
