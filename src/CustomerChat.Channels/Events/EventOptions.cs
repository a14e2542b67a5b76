namespace CustomerChat.Channels.Events;

/// <summary>Settings <c>Events:…</c>: endpoints by their names. Without an endpoint the relay sends no lifecycle events.</summary>
public sealed class EventOptions
{
    public IDictionary<string, EventEndpointOptions> Endpoints { get; } = new Dictionary<string, EventEndpointOptions>(StringComparer.OrdinalIgnoreCase);
}
