using System.Net;
using System.Net.Sockets;

namespace CustomerChat.Testing;

/// <summary>For programs that can't be told to take any port and say which (Azurite). Between this and their start it may be taken: try again then.</summary>
internal static class Ports
{
    private static readonly HashSet<int> Given = [];

    /// <summary>A port of loopback that nobody listens on, and that was not given out before.</summary>
    public static int Free()
    {
        lock (Given)
        {
            while (true)
            {
                using var listener = new TcpListener(IPAddress.Loopback, 0);
                listener.Start();
                var port = ((IPEndPoint)listener.LocalEndpoint).Port;
                if (Given.Add(port))
                {
                    return port;
                }
            }
        }
    }
}
