using System.Collections.Immutable;

namespace CustomerChat.Events;

/// <summary>The types of lifecycle events, as endpoints get them.</summary>
public static class EventTypes
{
    /// <summary>A customer opened a chat.</summary>
    public const string ChatOpened = "chat.opened";

    /// <summary>An agent joined, or joined again.</summary>
    public const string AgentJoined = "agent.joined";

    /// <summary>An agent left.</summary>
    public const string AgentLeft = "agent.left";

    /// <summary>The relay has stored a customer's message.</summary>
    public const string MessageReceived = "message.received";

    /// <summary>
    /// The relay has an agent's message and passes it on. The message is in the transcript, where pages and programs can read it. If the
    /// chat has a channel, the message goes to the channel next.
    /// </summary>
    public const string MessageSent = "message.sent";

    /// <summary>
    /// The channel reports that the customer has a message. On a channel that never reports this (Telegram, signed webhooks), a message
    /// counts as delivered when the channel accepts it.
    /// </summary>
    public const string MessageDelivered = "message.delivered";

    /// <summary>The channel reports that the customer read a message.</summary>
    public const string MessageRead = "message.read";

    /// <summary>A message, in either direction, did not reach its receiver: it is a dead letter, or its provider reports the failure.</summary>
    public const string MessageFailed = "message.failed";

    /// <summary>A chat ended for its customer.</summary>
    public const string ChatEnded = "chat.ended";

    /// <summary>A customer now takes messages of an account, or no longer takes them.</summary>
    public const string ConsentChanged = "consent.changed";

    /// <summary>A blocked customer with an open chat wrote, and the message was not passed on. The event is repeated at most every ten minutes.</summary>
    public const string CustomerBlocked = "customer.blocked";

    public static readonly ImmutableArray<string> All =
    [
        ChatOpened, AgentJoined, AgentLeft, MessageReceived, MessageSent, MessageDelivered, MessageRead, MessageFailed, ChatEnded, ConsentChanged, CustomerBlocked,
    ];
}
