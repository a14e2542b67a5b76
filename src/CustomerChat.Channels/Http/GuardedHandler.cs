using System.Net;
using System.Net.Sockets;

namespace CustomerChat.Channels.Http;

/// <summary>Connects only where <see cref="PublicAddress"/> lets it: the address is checked after the name was resolved, and that very address is connected to.</summary>
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
