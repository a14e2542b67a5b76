using System.Collections.Immutable;
using CustomerChat.Chats;

namespace CustomerChat.Delivery;

/// <summary>Sends messages to the customers of one channel account.</summary>
public interface IChannelSender
{
    /// <summary>The longest text of one message, in UTF-16 units.</summary>
    int MaxText { get; }

    /// <summary>The waits before the retries after a failure. When they are used up, the message is given up.</summary>
    ImmutableArray<TimeSpan> RetrySchedule { get; }

    /// <summary>How long after the customer's last message the channel accepts an answer; null = without limit.</summary>
    TimeSpan? AnswerWindow { get; }

    /// <summary>
    /// Whether the account has a template, which the channel accepts at any time. An answer that comes too late is then held, and the
    /// customer gets the template.
    /// </summary>
    bool HasTemplate { get; }

    /// <summary>Whether the account wants the customer's messages to be marked as read once the contact centre has them.</summary>
    bool MarksRead { get; }

    /// <summary>Whether the provider reports that a customer has a message. False: the relay only learns that the provider accepted the message.</summary>
    bool ReportsDelivery { get; }

    /// <summary>What the relay itself says to the account's customers.</summary>
    ChannelTexts Texts { get; }

    /// <summary>Sends one message. Every outcome that can be expected is a result.</summary>
    Task<DeliveryResult> SendAsync(OutboundMessage message, CancellationToken cancellationToken);

    /// <summary>Shows that an agent types, if the channel can show it. If this fails, no harm is done.</summary>
    /// <param name="answered">The channel's id of the customer's last message; null = not known.</param>
    Task ShowTypingAsync(ChannelAddress to, string? answered, CancellationToken cancellationToken);

    /// <summary>Marks the customer's messages as read, if the channel can. If this fails, no harm is done.</summary>
    /// <param name="last">The channel's id of the customer's last message; null = not known.</param>
    Task MarkReadAsync(ChannelAddress to, string? last, CancellationToken cancellationToken);
}
