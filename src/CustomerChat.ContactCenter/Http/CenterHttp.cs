using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using CustomerChat.Turn;
using Microsoft.Extensions.Logging;

namespace CustomerChat.ContactCenter.Http;

/// <summary>Sends requests to one contact centre, for every protocol: it adds the headers, limits the time, and classifies failures.</summary>
internal sealed partial class CenterHttp(
    IHttpClientFactory clients, string contactCenterId, ContactCenterOptions options, TimeProvider time, ILogger<CenterHttp> logger)
{
    /// <summary>Every open chat is polled more often than this. So an older answer says nothing about the present.</summary>
    private static readonly TimeSpan Lately = TimeSpan.FromSeconds(60);

    private readonly (string Setting, string Name, string? Value)[] _headers = [.. options.RequestHeaders];
    private readonly Lock _gate = new();

    /// <summary>The time limit of the requests that <see cref="WithinAsync"/> runs now. If it ends a request, the contact centre did not answer in time.</summary>
    private readonly AsyncLocal<CancellationTokenSource?> _within = new();

    private (DateTimeOffset At, bool Answered)? _last;
    private (DateTimeOffset At, string Message)? _told;

    public TimeSpan Timeout => options.Timeout;

    public TimeSpan OpenTimeout => options.OpenTimeout > options.Timeout ? options.OpenTimeout : options.Timeout;

    /// <summary>How the contact centre has answered: <c>polled</c>, <c>failing</c>, or <c>idle</c> when it was not asked within <see cref="Lately"/>.</summary>
    public string Health(DateTimeOffset now) => _last is { } last && now - last.At < Lately ? last.Answered ? "polled" : "failing" : "idle";

    /// <summary>Sends a request, and returns what its answer means.</summary>
    /// <param name="operation">The operation's name, for the metrics.</param>
    /// <param name="request">The request. Its address is on the contact centre's host.</param>
    /// <param name="read">Reads the answer. Throws <see cref="ContactCenterException"/> when the answer is not a success.</param>
    /// <param name="isOpening">True = the request opens a chat. Then it may take up to <see cref="OpenTimeout"/>.</param>
    public async Task<T> SendAsync<T>(
        string operation, HttpRequestMessage request, Func<CenterAnswer, T> read, CancellationToken cancellationToken, bool isOpening = false)
    {
        foreach (var (_, name, value) in _headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        var began = time.GetTimestamp();
        ContactCenterException? fault = null;
        TimeSpan? ahead = null;
        var isCancelled = false;
        using var client = clients.CreateClient(ContactCenterExtensions.HttpClientName);

        // The timeout starts only now, because creating the client may be slow at the first request.
        using var timeout = new CancellationTokenSource(isOpening ? OpenTimeout : Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var response = await client.SendAsync(request, either.Token);
            var now = time.GetUtcNow();
            ahead = ServerClock.Ahead(response.Headers, now);
            var body = Surrogates.Mend(await response.Content.ReadAsByteArrayAsync(either.Token));
            return read(new(response.StatusCode, body, ServerClock.RetryAfter(response.Headers, now)));
        }
        catch (ContactCenterException e)
        {
            fault = e;
            throw;
        }
        catch (HttpRequestException e)
        {
            var neverSent = e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError
                && e.InnerException is SocketException { SocketErrorCode: not SocketError.ConnectionReset } or AuthenticationException;
            throw fault = new ContactCenterException(
                neverSent ? ContactCenterFault.NotReached : ContactCenterFault.NoAnswer, $"The contact centre could not be reached ({e.HttpRequestError}).", e);
        }
        catch (SocketException e)
        {
            // The HTTP client passes some failures of a connection on as they are, such as a connection that is reset while the client sets it up.
            throw fault = new ContactCenterException(ContactCenterFault.NoAnswer, $"The contact centre could not be reached ({e.SocketErrorCode}).", e);
        }
        catch (Exception e) when (request.Content is MultipartContent && e is not OperationCanceledException)
        {
            // The file's content could not be read to its end. It is unknown which part of the request has reached the contact centre.
            throw fault = new ContactCenterException(ContactCenterFault.NoAnswer, "A file could not be read while it was sent to the contact centre.", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested || _within.Value is { IsCancellationRequested: true })
        {
            throw fault = new ContactCenterException(ContactCenterFault.NoAnswer, "The contact centre did not answer in time.", e);
        }
        catch (OperationCanceledException)
        {
            // The host stops. This says nothing about the contact centre.
            isCancelled = true;
            throw;
        }
        finally
        {
            if (!isCancelled)
            {
                Keep(fault, ahead);
            }

            Telemetry.UpstreamDuration.Record(
                time.GetElapsedTime(began).TotalSeconds,
                new("contact_center", contactCenterId), new("operation", operation), new("result", isCancelled ? "cancelled" : fault?.Fault.ToString() ?? "ok"));
        }
    }

    /// <summary>
    /// Runs several requests within the time limit of one. A caller that holds a lease for one request does not hold it longer than that.
    /// </summary>
    public async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        _within.Value = timeout;
        try
        {
            return await ask(either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ContactCenterException(ContactCenterFault.NoAnswer, "The contact centre did not answer in time.", e);
        }
    }

    /// <summary>
    /// Keeps the result for <see cref="Health"/>, and logs a fault for the operators, such as a wrong secret or a gateway's page. The same message is logged again after
    /// a minute, or when another one came in between. If the contact centre's clock differs from ours, the log says so too: gateways refuse credentials with a wrong
    /// time.
    /// </summary>
    private void Keep(ContactCenterException? fault, TimeSpan? ahead)
    {
        var now = time.GetUtcNow();
        var isExpected = fault?.Fault is null or ContactCenterFault.Refused or ContactCenterFault.ChatGone;
        lock (_gate)
        {
            _last = (now, isExpected || fault!.Fault == ContactCenterFault.NotNow);
            if (isExpected || (_told is { } told && told.Message == fault!.Message && now - told.At < Lately))
            {
                return;
            }

            _told = (now, fault!.Message);
        }

        if (ahead is { } difference)
        {
            Log.FaultWithAnotherClock(
                logger, contactCenterId, fault.Fault, fault.Message, Math.Max(1, Math.Round(difference.Duration().TotalMinutes)), difference > TimeSpan.Zero ? "ahead of" : "behind");
        }
        else
        {
            Log.Fault(logger, contactCenterId, fault.Fault, fault.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(250, LogLevel.Warning, "Contact centre {ContactCenterId}: {Fault}. {Message}")]
        public static partial void Fault(ILogger logger, string contactCenterId, ContactCenterFault fault, string message);

        [LoggerMessage(251, LogLevel.Warning, "Contact centre {ContactCenterId}: {Fault}. {Message} Its clock is {Minutes} min {Direction} the relay's clock.")]
        public static partial void FaultWithAnotherClock(
            ILogger logger, string contactCenterId, ContactCenterFault fault, string message, double minutes, string direction);
    }
}
