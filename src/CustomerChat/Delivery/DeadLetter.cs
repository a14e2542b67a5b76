using System.Globalization;
using CustomerChat.Events;

namespace CustomerChat.Delivery;

/// <summary>A message that stays undelivered.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="Index">The entry's index in its transcript.</param>
/// <param name="ToContactCenter">True: the customer's, meant for the contact centre. False: meant for the customer's channel.</param>
/// <param name="Reason">Why, in words without what was written.</param>
/// <param name="At">When it was given up.</param>
public sealed record DeadLetter(string ChatId, long Index, bool ToContactCenter, string Reason, DateTimeOffset At)
{
    /// <summary>How many parts of it the channel has: a replay goes on after them.</summary>
    public int Parts { get; init; }

    /// <summary>The lifecycle event that an endpoint has not taken; null = it is a message.</summary>
    public LifecycleEvent? Event { get; init; }

    /// <summary>Why an event is one.</summary>
    public static string ReasonOf(LifecycleEvent what, string fault) => $"Event {what.Type} for {what.Endpoint}: {fault}";

    /// <summary>Where it is meant to go: <c>up</c> to the contact centre, <c>down</c> to the channel, <c>event</c> to an endpoint of lifecycle events.</summary>
    public string Direction => Event is not null ? "event" : ToContactCenter ? "up" : "down";

    /// <summary>What tells it from the others of its entry: the direction, and of an event its endpoint and id.</summary>
    public string Kind => Event is { } e ? $"event.{e.Endpoint}.{e.IdIn(ChatId)}" : Direction;

    /// <summary>Its id, for people and addresses: chat, index and kind.</summary>
    public string Id => string.Create(CultureInfo.InvariantCulture, $"{ChatId}-{Index}-{Kind}");
}
