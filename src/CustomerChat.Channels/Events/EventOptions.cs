namespace CustomerChat.Channels.Events;

/// <summary>Settings <c>Events:…</c>: endpoints by their names. None = nobody is told of lifecycle events.</summary>
public sealed class EventOptions
{
    /// <summary>The endpoints.</summary>
    public IDictionary<string, EventEndpointOptions> Endpoints { get; } = new Dictionary<string, EventEndpointOptions>(StringComparer.OrdinalIgnoreCase);
}
