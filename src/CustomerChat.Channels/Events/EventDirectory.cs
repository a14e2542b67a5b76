using System.Collections.Immutable;
using CustomerChat.Delivery;
using CustomerChat.Events;
using Microsoft.Extensions.Options;

namespace CustomerChat.Channels.Events;

/// <summary>The configured endpoints of lifecycle events.</summary>
internal sealed class EventDirectory(IHttpClientFactory clients, IChannelSwitch channelSwitch, IOptions<EventOptions> options, TimeProvider time) : IEventEndpoints
{
    public ImmutableArray<IEventEndpoint> All { get; } =
    [
        .. options.Value.Endpoints.Select(e =>
            new EventEndpoint(e.Key.ToLowerInvariant(), e.Value, clients.CreateClient(e.Value.IsOwn ? ChannelExtensions.ApiClient : ChannelExtensions.CallbackClient), channelSwitch, time)),
    ];
}
