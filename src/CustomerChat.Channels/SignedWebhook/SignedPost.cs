using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using CustomerChat.Channels.Http;
using CustomerChat.Delivery;

namespace CustomerChat.Channels.SignedWebhook;

/// <summary>
/// Posts to a receiver as Standard Webhooks 1.0 says: signed by each of its secrets, an id by which a repeat is known. A receiver that answers 410 is turned
/// off, in all processes, until an operator's replay turns it on again.
/// </summary>
/// <param name="kind">By what the receiver is kept as turned off, with <paramref name="name"/>: the channel, or that it gets events.</param>
/// <param name="name">Its name in the settings.</param>
/// <param name="secrets">Each signs.</param>
/// <param name="address">Where it is posted to.</param>
/// <param name="http">A client that reaches public addresses alone.</param>
/// <param name="channelSwitch">Where it is kept that a receiver is off.</param>
/// <param name="time">The clock.</param>
internal sealed class SignedPost(
    string kind, string name, IReadOnlyList<string> secrets, Uri address, HttpClient http, IChannelSwitch channelSwitch, TimeProvider time)
{
    private const string Gone = "HTTP 410";

    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(10);

    private readonly ProviderHttp _provider = new(http, time);

    /// <summary>Until when it is taken for on, in ticks of UTC.</summary>
    private long _onUntil;

    /// <summary>Posts a body.</summary>
    public async Task<DeliveryResult> SendAsync(string id, JsonObject body, CancellationToken cancellationToken)
    {
        if (await IsOffAsync(cancellationToken))
        {
            return new DeliveryResult.Refused("The webhook is off: its receiver has answered 410. A replay turns it on again.");
        }

        var result = await PostAsync(id, Encoding.UTF8.GetBytes(body.ToJsonString()), cancellationToken);
        if (result is DeliveryResult.Refused { Reason: Gone })
        {
            Interlocked.Exchange(ref _onUntil, 0);
            await channelSwitch.SetAsync(kind, name, off: true, cancellationToken);
        }

        return result;
    }

    /// <summary>Turns it on again.</summary>
    public Task TurnOnAsync(CancellationToken cancellationToken) => channelSwitch.SetAsync(kind, name, off: false, cancellationToken);

    /// <summary>That it is on is remembered for a while: at worst a receiver that another host has found gone says so here, too.</summary>
    private async Task<bool> IsOffAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now.UtcTicks < Interlocked.Read(ref _onUntil))
        {
            return false;
        }

        if (await channelSwitch.IsOffAsync(kind, name, cancellationToken))
        {
            return true;
        }

        Interlocked.Exchange(ref _onUntil, (now + Remembered).UtcTicks);
        return false;
    }

    private async Task<DeliveryResult> PostAsync(string id, byte[] body, CancellationToken cancellationToken)
    {
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds();
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        request.Headers.Add(WebhookSignature.IdHeader, id);
        request.Headers.Add(WebhookSignature.TimestampHeader, timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(WebhookSignature.SignatureHeader, string.Join(' ', secrets.Select(s => WebhookSignature.Sign(s, id, timestamp, body))));
        return await _provider.SendAsync(request, (status, _) => Read(status, id), null, cancellationToken);
    }

    /// <summary>Only 2xx is success; 410 turns it off; everything else is tried again over three days: a receiver is mended by people.</summary>
    private static DeliveryResult Read(HttpStatusCode status, string id) => (int)status switch
    {
        >= 200 and < 300 => new DeliveryResult.Accepted(id),
        410 => new DeliveryResult.Refused(Gone),
        _ => new DeliveryResult.RetryLater(null, ProviderHttp.Describe(status)),
    };
}
