using System.Collections.Immutable;

namespace CustomerChat.Events;

/// <summary>The types of lifecycle events, as endpoints get them.</summary>
public static class EventTypes
{
    /// <summary>A customer has opened a chat.</summary>
    public const string ChatOpened = "chat.opened";

    /// <summary>An agent has joined, or joined again.</summary>
    public const string AgentJoined = "agent.joined";

    /// <summary>An agent has left.</summary>
    public const string AgentLeft = "agent.left";

    /// <summary>The relay has kept a customer's message.</summary>
    public const string MessageReceived = "message.received";

    /// <summary>The relay has an agent's message and passes it on: it is in the transcript, where pages and programs read it, and next for the channel, if there is one.</summary>
    public const string MessageSent = "message.sent";

    /// <summary>
    /// The channel says that the customer has a message. A channel that never says so (Telegram, signed webhooks) has delivered it when it has taken it.
    /// </summary>
    public const string MessageDelivered = "message.delivered";

    /// <summary>The channel says that the customer has read a message.</summary>
    public const string MessageRead = "message.read";

    /// <summary>A message, in either direction, did not reach its receiver: it is a dead letter, or its provider reports so.</summary>
    public const string MessageFailed = "message.failed";

    /// <summary>A chat has ended for its customer.</summary>
    public const string ChatEnded = "chat.ended";

    /// <summary>A customer takes messages of an account now, or does not any more.</summary>
    public const string ConsentChanged = "consent.changed";

    /// <summary>A customer with an open chat has written, and was not heard, because they are blocked. Told again at most every ten minutes.</summary>
    public const string CustomerBlocked = "customer.blocked";

    public static readonly ImmutableArray<string> All =
    [
        ChatOpened, AgentJoined, AgentLeft, MessageReceived, MessageSent, MessageDelivered, MessageRead, MessageFailed, ChatEnded, ConsentChanged, CustomerBlocked,
    ];
}
