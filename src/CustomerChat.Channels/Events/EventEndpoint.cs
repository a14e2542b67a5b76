using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerChat.Channels.Accounts;
using CustomerChat.Channels.SignedWebhook;
using CustomerChat.Delivery;
using CustomerChat.Events;

namespace CustomerChat.Channels.Events;

/// <summary>One endpoint. It gets signed posts, as the signed webhook channel does.</summary>
internal sealed class EventEndpoint(string name, EventEndpointOptions options, HttpClient http, IChannelSwitch channelSwitch, TimeProvider time) : IEventEndpoint
{
    private readonly FrozenSet<string> _types = (options.TypeList is { Count: > 0 } some ? some : EventTypes.All).ToFrozenSet(StringComparer.Ordinal);
    private readonly SignedPost _post = new("event", name, Secrets.Parse(options.Secret), options.Url!, http, channelSwitch, time);

    public string Name => name;

    public bool IncludesText => options.IncludeText;

    public ImmutableArray<TimeSpan> RetrySchedule => RetrySchedules.Webhooks;

    public bool Wants(string type) => _types.Contains(type);

    public Task<DeliveryResult> SendAsync(EventMessage message, CancellationToken cancellationToken) =>
        _post.SendAsync(message.Id, (JsonObject)JsonSerializer.SerializeToNode(EventBody.Of(message), EventBody.Json)!, cancellationToken);

    public Task TurnOnAsync(CancellationToken cancellationToken) => _post.TurnOnAsync(cancellationToken);
}
