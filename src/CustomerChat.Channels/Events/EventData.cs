namespace CustomerChat.Channels.Events;

/// <summary>What a lifecycle event is about. Fields that do not apply are left out.</summary>
public sealed record EventData
{
    /// <summary>The first eight digits of the chat's id, as in logs and on the operators' page.</summary>
    public required string Chat { get; init; }

    /// <summary>
    /// The SHA-256 of the chat's id in hex. A program that knows the id (it is a credential) finds the chat's events by this key.
    /// </summary>
    public required string ChatKey { get; init; }

    /// <summary>The contact centre's id; left out where the event has none.</summary>
    public string? ContactCenterId { get; init; }

    /// <summary>The channel; left out for chats that came by the API or a page.</summary>
    public string? Channel { get; init; }

    /// <summary>The channel's account.</summary>
    public string? Account { get; init; }

    /// <summary>The customer's address in the channel.</summary>
    public string? Address { get; init; }

    /// <summary>The entry's index in the transcript.</summary>
    public long? Index { get; init; }

    /// <summary>The message's index at the contact centre, if the contact centre gives one (message.sent).</summary>
    public long? UpstreamIndex { get; init; }

    /// <summary>
    /// The key by which the relay knows the message, if the contact centre gives no index (message.sent). For Direct Line it is the
    /// activity's id after its bar, <c>@</c>, and the activity's time in milliseconds since 1970 in hexadecimal.
    /// </summary>
    public string? UpstreamKey { get; init; }

    /// <summary>How often the chat had been handed over when the message came; left out for 0 (message.sent).</summary>
    public int? UpstreamNumber { get; init; }

    /// <summary>The index of the entry that this entry says again (message.sent).</summary>
    public long? Repeats { get; init; }

    /// <summary>The agent's nickname (agent.joined, agent.left).</summary>
    public string? Agent { get; init; }

    /// <summary>Why the message failed, or why the chat ended.</summary>
    public string? Reason { get; init; }

    /// <summary>OptedIn or OptedOut (consent.changed).</summary>
    public string? Consent { get; init; }

    /// <summary>
    /// How the consent is known: by a word of the customer, the provider, a refusal, the platform or an operator (consent.changed).
    /// </summary>
    public string? Cause { get; init; }

    /// <summary>All, or Marketing: then the customer still takes messages that are not marketing (consent.changed).</summary>
    public string? Scope { get; init; }

    /// <summary>The message's text, if the endpoint asks for texts.</summary>
    public string? Text { get; init; }
}
