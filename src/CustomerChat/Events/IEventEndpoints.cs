using System.Collections.Immutable;

namespace CustomerChat.Events;

/// <summary>The endpoints that get lifecycle events (settings <c>Events:…</c>).</summary>
public interface IEventEndpoints
{
    /// <summary>All endpoints. If there are none, no event is noted and nothing costs time.</summary>
    ImmutableArray<IEventEndpoint> All { get; }
}
