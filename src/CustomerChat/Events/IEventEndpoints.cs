using System.Collections.Immutable;

namespace CustomerChat.Events;

/// <summary>The endpoints that are told of lifecycle events (settings <c>Events:…</c>).</summary>
public interface IEventEndpoints
{
    /// <summary>All of them; none = nothing is noted, and nothing costs anything.</summary>
    ImmutableArray<IEventEndpoint> All { get; }
}
