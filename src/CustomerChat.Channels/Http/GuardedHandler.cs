using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Security.AntiSSRF;

namespace CustomerChat.Channels.Http;

/// <summary>
/// Connects only to public addresses (<see cref="PublicAddress"/>). Microsoft's AntiSSRF checks the address after the name was resolved, and connects to that very
/// address; it uses no proxy.
/// </summary>
internal sealed class GuardedHandler : DelegatingHandler
{
    private GuardedHandler(HttpMessageHandler inner) : base(inner)
    {
    }

    /// <param name="allowLoopback">Whether this machine may be reached, also by plain HTTP.</param>
    public static GuardedHandler Create(bool allowLoopback)
    {
        var policy = new AntiSSRFPolicy(PolicyConfigOptions.ExternalOnlyLatest) { AllowPlainTextHttp = allowLoopback, AddXFFHeader = false };
        if (allowLoopback)
        {
            policy.AddAllowedAddresses([.. IPAddressRanges.loopback]);
        }

        var handler = policy.GetHandler();
        handler.AllowAutoRedirect = false;
        handler.UseCookies = false;
        handler.ConnectTimeout = TimeSpan.FromSeconds(5);
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(2);
        handler.MaxResponseHeadersLength = 32;
        return new GuardedHandler(handler);
    }

    /// <summary>AntiSSRF throws some failures as they are. Here they become an <see cref="HttpRequestException"/>, as .NET's own handler would throw it.</summary>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (AntiSSRFException e)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, e.Message, new RefusedAddressException("The host's name leads to an address that is not public."));
        }
        catch (AuthenticationException e)
        {
            throw new HttpRequestException(HttpRequestError.SecureConnectionError, e.Message, e);
        }
        catch (SocketException e)
        {
            var isUnknown = e.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain;
            throw new HttpRequestException(isUnknown ? HttpRequestError.NameResolutionError : HttpRequestError.ConnectionError, e.Message, e);
        }
        catch (Exception e) when (e is not (HttpRequestException or OperationCanceledException or IOException))
        {
            throw new HttpRequestException(HttpRequestError.Unknown, e.Message, e);
        }
    }
}
