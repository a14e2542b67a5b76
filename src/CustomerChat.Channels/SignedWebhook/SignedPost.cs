using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using CustomerChat.Channels.Http;
using CustomerChat.Delivery;

namespace CustomerChat.Channels.SignedWebhook;

/// <summary>
/// Posts to a receiver by Standard Webhooks 1.0: each of the receiver's secrets signs, and an id shows a repeat. A receiver that answers
/// 410 is turned off, in all processes, until an operator's replay turns it on again.
/// </summary>
/// <param name="kind">
/// The channel, or <c>event</c> for an endpoint of events. With <paramref name="name"/> it is the key under which the relay keeps that the
/// receiver is off.
/// </param>
/// <param name="name">The receiver's name in the settings.</param>
/// <param name="secrets">The receiver's secrets. Each signs.</param>
/// <param name="address">The address that the relay posts to.</param>
/// <param name="http">The client. It reaches only public addresses, unless the host itself listens at the address.</param>
/// <param name="channelSwitch">Keeps which receivers are off.</param>
internal sealed class SignedPost(
    string kind, string name, IReadOnlyList<string> secrets, Uri address, HttpClient http, IChannelSwitch channelSwitch, TimeProvider time)
{
    private const string Gone = "HTTP 410";

    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(10);

    private readonly ProviderHttp _provider = new(http, time);

    /// <summary>Until when the receiver counts as on without a new check, in ticks of UTC.</summary>
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

    /// <summary>Turns the receiver on again.</summary>
    public Task TurnOnAsync(CancellationToken cancellationToken) => channelSwitch.SetAsync(kind, name, off: false, cancellationToken);

    /// <summary>
    /// Whether the receiver is off. The relay remembers for 10 s that the receiver is on. If another process turns it off in that time,
    /// this process posts once more and gets 410 as well.
    /// </summary>
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

    /// <summary>
    /// Only 2xx is success. 410 turns the receiver off. Everything else is tried again over three days, because people have to fix a
    /// receiver.
    /// </summary>
    private static DeliveryResult Read(HttpStatusCode status, string id) => (int)status switch
    {
        >= 200 and < 300 => new DeliveryResult.Accepted(id),
        410 => new DeliveryResult.Refused(Gone),
        _ => new DeliveryResult.RetryLater(null, ProviderHttp.Describe(status)),
    };
}
