using System.Collections.Immutable;
using CustomerChat.Delivery;

namespace CustomerChat.Events;

/// <summary>An operator's program that is told of lifecycle events.</summary>
public interface IEventEndpoint
{
    /// <summary>Its name in the settings, in lower case.</summary>
    string Name { get; }

    /// <summary>It is told the texts of messages as well.</summary>
    bool IncludesText { get; }

    /// <summary>After a failure: the waits until the next tries; when they are used up the event is a dead letter.</summary>
    ImmutableArray<TimeSpan> RetrySchedule { get; }

    /// <summary>Whether it asks for events of a type.</summary>
    bool Wants(string type);

    /// <summary>Tells it. Every outcome that can be expected is a result; no answer within <see cref="ChannelDelivery.SendLimit"/> is one of them.</summary>
    Task<DeliveryResult> SendAsync(EventMessage message, CancellationToken cancellationToken);

    /// <summary>Lets it be told again after it has answered that it is gone (410).</summary>
    Task TurnOnAsync(CancellationToken cancellationToken);
}
