using System.Net;
using System.Net.Sockets;

namespace CustomerChat.Channels.Http;

/// <summary>
/// Connects only to addresses that <see cref="PublicAddress"/> allows. It checks the address after it has resolved the name, and connects
/// to that very address.
/// </summary>
internal static class GuardedHandler
{
    public static SocketsHttpHandler Create(bool allowLoopback) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        MaxResponseHeadersLength = 32,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
            if (addresses.Length == 0 || !addresses.All(a => PublicAddress.Is(a) || (allowLoopback && IPAddress.IsLoopback(a))))
            {
                throw new RefusedAddressException("The callback's host leads to an address that is not public.");
            }

            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };
}
