using System.Collections.Immutable;
using CustomerChat.Delivery;

namespace CustomerChat.Events;

/// <summary>An operator's program that gets lifecycle events.</summary>
public interface IEventEndpoint
{
    /// <summary>Its name in the settings, in lower case.</summary>
    string Name { get; }

    /// <summary>Whether the endpoint also gets the texts of messages.</summary>
    bool IncludesText { get; }

    /// <summary>The waits before the retries after a failure. When they are used up, the event becomes a dead letter.</summary>
    ImmutableArray<TimeSpan> RetrySchedule { get; }

    /// <summary>Whether the endpoint asks for events of a type.</summary>
    bool Wants(string type);

    /// <summary>
    /// Sends an event to the endpoint. Every outcome that can be expected is a result; no answer within <see
    /// cref="ChannelDelivery.SendLimit"/> is one of them.
    /// </summary>
    Task<DeliveryResult> SendAsync(EventMessage message, CancellationToken cancellationToken);

    /// <summary>Lets the endpoint get events again after it answered that it is gone (410).</summary>
    Task TurnOnAsync(CancellationToken cancellationToken);
}
