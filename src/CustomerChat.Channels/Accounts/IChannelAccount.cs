using System.Collections.Immutable;
using CustomerChat.Delivery;

namespace CustomerChat.Channels.Accounts;

/// <summary>One configured account of a channel: it receives webhooks and sends messages.</summary>
public interface IChannelAccount : IChannelSender
{
    /// <summary>The largest body of a webhook in bytes; null = the relay's own limit.</summary>
    int? MaxBody { get; }

    /// <summary>The media types that a webhook may have; none = any. A webhook without a media type is accepted too.</summary>
    ImmutableArray<string> MediaTypes { get; }

    /// <summary>
    /// Checks what is cheap to check before the body is read: the proof of the sender is there and has the right form. Pure.
    /// </summary>
    /// <returns>Why it is refused; null = read the body.</returns>
    InboundResult.Refused? CheckHead(InboundRequest head);

    /// <summary>Reads a request: gives what it brings, or why it is refused. Pure: no I/O, no clock of its own.</summary>
    InboundResult Receive(InboundRequest request);
}
