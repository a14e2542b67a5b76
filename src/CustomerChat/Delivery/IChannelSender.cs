using System.Collections.Immutable;
using CustomerChat.Chats;

namespace CustomerChat.Delivery;

/// <summary>Brings messages to the customers of one channel account.</summary>
public interface IChannelSender
{
    /// <summary>The longest text of one message, in UTF-16 units.</summary>
    int MaxText { get; }

    /// <summary>After a failure: the waits until the next tries; when they are used up the message is given up.</summary>
    ImmutableArray<TimeSpan> RetrySchedule { get; }

    /// <summary>How long after the customer's last message the channel takes an answer; null = for ever.</summary>
    TimeSpan? AnswerWindow { get; }

    /// <summary>What the relay itself says on this account.</summary>
    ChannelTexts Texts { get; }

    /// <summary>Sends one message. Every outcome that can be expected is a result.</summary>
    Task<DeliveryResult> SendAsync(OutboundMessage message, CancellationToken cancellationToken);

    /// <summary>Shows that somebody types, where the channel can; if it fails, nothing is lost.</summary>
    Task ShowTypingAsync(ChannelAddress to, CancellationToken cancellationToken);
}
