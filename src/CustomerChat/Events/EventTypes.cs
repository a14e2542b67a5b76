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

    /// <summary>
    /// The channel says that the customer has a message. A channel that never says so (Telegram, signed webhooks) has delivered it when it has taken it.
    /// </summary>
    public const string MessageDelivered = "message.delivered";

    /// <summary>A message, in either direction, did not reach its receiver: it is a dead letter, or its provider reports so.</summary>
    public const string MessageFailed = "message.failed";

    /// <summary>A chat has ended for its customer.</summary>
    public const string ChatEnded = "chat.ended";

    /// <summary>A customer takes messages of an account now, or does not any more.</summary>
    public const string ConsentChanged = "consent.changed";

    public static readonly ImmutableArray<string> All =
        [ChatOpened, AgentJoined, AgentLeft, MessageReceived, MessageDelivered, MessageFailed, ChatEnded, ConsentChanged];
}
