using System.Collections.Immutable;
using System.Globalization;
using CustomerChat.Events;
using CustomerChat.Files;

namespace CustomerChat.Delivery;

/// <summary>A message or a lifecycle event that could not reach its receiver.</summary>
/// <param name="ChatId">The id of the chat.</param>
/// <param name="Index">The entry's index in the transcript; 0 = an event about the chat itself.</param>
/// <param name="ToContactCenter">True: the customer wrote it for the contact centre. False: it is for the customer's channel, or it is an event.</param>
/// <param name="Reason">Why it could not reach its receiver, without any text of the message.</param>
/// <param name="At">When it was given up.</param>
public sealed record DeadLetter(string ChatId, long Index, bool ToContactCenter, string Reason, DateTimeOffset At)
{
    /// <summary>How many parts of the entry the channel has. A replay goes on after them.</summary>
    public int Parts { get; init; }

    /// <summary>The files of the customer's message that were not fetched from the channel's provider. A replay fetches them.</summary>
    public ImmutableArray<FileReference> Files { get; init; } = [];

    /// <summary>The lifecycle event that an endpoint has not accepted; null = the dead letter is a message.</summary>
    public LifecycleEvent? Event { get; init; }

    /// <summary>The reason that the dead letter of an event gives.</summary>
    public static string ReasonOf(LifecycleEvent what, string fault) => $"Event {what.Type} for {what.Endpoint}: {fault}";

    /// <summary>The receiver: <c>up</c> = the contact centre, <c>down</c> = the channel, <c>event</c> = an endpoint of lifecycle events.</summary>
    public string Direction => Event is not null ? "event" : ToContactCenter ? "up" : "down";

    /// <summary>Tells dead letters of the same entry apart: the direction, and for an event also its endpoint and id.</summary>
    public string Kind => Event is { } e ? $"event.{e.Endpoint}.{e.IdIn(ChatId)}" : Direction;

    /// <summary>The id of the dead letter, for people and URLs: chat, index and kind.</summary>
    public string Id => string.Create(CultureInfo.InvariantCulture, $"{ChatId}-{Index}-{Kind}");
}
