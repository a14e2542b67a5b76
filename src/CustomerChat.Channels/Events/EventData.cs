namespace CustomerChat.Channels.Events;

/// <summary>What a lifecycle event is about. What does not apply is left out.</summary>
public sealed record EventData
{
    /// <summary>The first eight digits of the chat's id, as in logs and on the operators' page.</summary>
    public required string Chat { get; init; }

    /// <summary>SHA-256 of the chat's id in hex: who knows the id (it is a credential) finds its events by it.</summary>
    public required string ChatKey { get; init; }

    /// <summary>The contact centre.</summary>
    public string? ContactCenterId { get; init; }

    /// <summary>The channel; left out for chats by the API and pages.</summary>
    public string? Channel { get; init; }

    /// <summary>The channel's account.</summary>
    public string? Account { get; init; }

    /// <summary>The customer's address in the channel.</summary>
    public string? Address { get; init; }

    /// <summary>The entry's index in the transcript.</summary>
    public long? Index { get; init; }

    /// <summary>The message's index at the contact centre, where that gives one (message.sent).</summary>
    public long? UpstreamIndex { get; init; }

    /// <summary>
    /// Where it gives none, by what the relay knows the message (message.sent): of Direct Line the activity's id after its bar, <c>@</c>, and the activity's time in
    /// milliseconds since 1970 in hexadecimal.
    /// </summary>
    public string? UpstreamKey { get; init; }

    /// <summary>How often the chat had been handed over when the message came; left out for 0 (message.sent).</summary>
    public int? UpstreamNumber { get; init; }

    /// <summary>The index of the entry that this one says again (message.sent).</summary>
    public long? Repeats { get; init; }

    /// <summary>The agent's nickname (agent.joined, agent.left).</summary>
    public string? Agent { get; init; }

    /// <summary>Why a message failed, or the chat has ended.</summary>
    public string? Reason { get; init; }

    /// <summary>OptedIn or OptedOut (consent.changed).</summary>
    public string? Consent { get; init; }

    /// <summary>By what the consent is known: a word of the customer, the platform, a refusal, an operator (consent.changed).</summary>
    public string? Cause { get; init; }

    /// <summary>All, or Marketing: then messages that are no marketing are still taken (consent.changed).</summary>
    public string? Scope { get; init; }

    /// <summary>The message's text, where the endpoint asks for texts.</summary>
    public string? Text { get; init; }
}
