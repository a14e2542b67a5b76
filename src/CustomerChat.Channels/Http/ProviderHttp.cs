using System.Net;
using System.Net.Sockets;
using System.Text;
using CustomerChat.Delivery;
using CustomerChat.Turn;

namespace CustomerChat.Channels.Http;

/// <summary>
/// Sends one request to a provider, and finds out what the answer means. The request has a timeout, the answer is read up to a cap, and a
/// rate limit stops the whole account.
/// </summary>
internal sealed class ProviderHttp(HttpClient http, TimeProvider time)
{
    private const int MaxAnswer = 64 * 1024;

    private long _blockedUntil;

    /// <summary>Sends the request, and reads the outcome from the answer.</summary>
    /// <param name="read">Makes the outcome from status and body; not called for 429.</param>
    /// <param name="retryAfter">
    /// Reads from the body of a 429 how long the provider wants the relay to wait; null = the provider never says so in the body.
    /// </param>
    public async Task<DeliveryResult> SendAsync(
        HttpRequestMessage request,
        Func<HttpStatusCode, string, DeliveryResult> read,
        Func<string, TimeSpan?>? retryAfter,
        CancellationToken cancellationToken)
    {
        if (Blocked is { } wait)
        {
            return new DeliveryResult.RetryLater(wait, "The account's rate limit.", Counts: false);
        }

        using var timeout = new CancellationTokenSource(ChannelDelivery.SendLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var body = await ReadAsync(response, either.Token);
            var asked = RetryAfter(response) ?? retryAfter?.Invoke(body);
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                var blocked = asked ?? TimeSpan.FromSeconds(5);
                Interlocked.Exchange(ref _blockedUntil, (time.GetUtcNow() + blocked).UtcTicks);
                return new DeliveryResult.RetryLater(blocked, "429, the account's rate limit.", Counts: false);
            }

            var result = read(response.StatusCode, body);
            return result is DeliveryResult.RetryLater { After: null } later ? later with { After = asked } : result;
        }
        catch (HttpRequestException e) when (e.InnerException is RefusedAddressException refused)
        {
            return new DeliveryResult.Refused(refused.Message);
        }
        catch (HttpRequestException e)
        {
            return new DeliveryResult.RetryLater(null, $"Not reached ({e.HttpRequestError}).");
        }
        catch (SocketException e)
        {
            // The client does not wrap some failures of a connection, such as a reset while the client still sets the connection up.
            return new DeliveryResult.RetryLater(null, $"Not reached ({e.SocketErrorCode}).");
        }
        catch (IOException e)
        {
            return new DeliveryResult.RetryLater(null, $"The answer broke off ({e.GetType().Name}).");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DeliveryResult.RetryLater(null, "No answer in time.");
        }
    }

    /// <summary>What a refusal means, with the provider's own reason.</summary>
    /// <param name="refusal">The kind of refusal, by the provider's table of codes.</param>
    /// <param name="status">The HTTP status of the answer.</param>
    /// <param name="code">The provider's code.</param>
    /// <param name="words">The provider's words.</param>
    public static DeliveryResult Result(Refusal refusal, HttpStatusCode status, string? code = null, params IEnumerable<string?> words)
    {
        var reason = Describe(status, code, words);
        return refusal switch
        {
            Refusal.Passing => new DeliveryResult.RetryLater(null, reason),
            Refusal.Account => new DeliveryResult.AccountFault(reason),
            _ => new DeliveryResult.Refused(reason) { Cause = Cause(refusal) ?? RefusalCause.Message },
        };
    }

    /// <summary>Why the provider will never take the message; null = it may take the message later.</summary>
    public static RefusalCause? Cause(Refusal refusal) => refusal switch
    {
        Refusal.Message => RefusalCause.Message,
        Refusal.Window => RefusalCause.Window,
        Refusal.Consent => RefusalCause.Consent,
        _ => null,
    };

    /// <summary>For example <c>HTTP 400, code 131047: Re-engagement message</c>.</summary>
    public static string Describe(HttpStatusCode status, string? code = null, params IEnumerable<string?> words) =>
        (code, ProviderReason.Of(null, words)) switch
        {
            (null, null) => $"HTTP {(int)status}",
            (null, { } said) => $"HTTP {(int)status}: {said}",
            ({ } known, null) => $"HTTP {(int)status}, code {known}",
            ({ } known, { } said) => $"HTTP {(int)status}, code {known}: {said}",
        };

    private TimeSpan? Blocked
    {
        get
        {
            var wait = new DateTimeOffset(Interlocked.Read(ref _blockedUntil), TimeSpan.Zero) - time.GetUtcNow();
            return wait > TimeSpan.Zero ? wait : null;
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) =>
        ServerClock.RetryAfter(response.Headers, time.GetUtcNow()) is { } asked ? Bounded(asked) : null;

    private static TimeSpan Bounded(TimeSpan wait) =>
        TimeSpan.FromTicks(Math.Clamp(wait.Ticks, TimeSpan.TicksPerSecond, TimeSpan.FromHours(24).Ticks));

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[MaxAnswer];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
