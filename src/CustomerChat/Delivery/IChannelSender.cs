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

    /// <summary>The account has a template, which the channel takes at any time: what comes too late is held, and the customer is sent the template.</summary>
    bool HasTemplate { get; }

    /// <summary>The account wants the customer's messages to be marked as read when the contact centre has them.</summary>
    bool MarksRead { get; }

    /// <summary>The provider reports when a customer has a message. False: that it has taken the message is all that will be known.</summary>
    bool ReportsDelivery { get; }

    /// <summary>What the relay itself says on this account.</summary>
    ChannelTexts Texts { get; }

    /// <summary>Sends one message. Every outcome that can be expected is a result.</summary>
    Task<DeliveryResult> SendAsync(OutboundMessage message, CancellationToken cancellationToken);

    /// <summary>Shows that somebody types, where the channel can; if it fails, nothing is lost.</summary>
    /// <param name="to">The customer.</param>
    /// <param name="answered">The channel's id of the customer's last message; null = not known.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task ShowTypingAsync(ChannelAddress to, string? answered, CancellationToken cancellationToken);

    /// <summary>Marks the customer's messages as read, where the channel can; if it fails, nothing is lost.</summary>
    /// <param name="to">The customer.</param>
    /// <param name="last">The channel's id of the last one; null = not known.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task MarkReadAsync(ChannelAddress to, string? last, CancellationToken cancellationToken);
}
