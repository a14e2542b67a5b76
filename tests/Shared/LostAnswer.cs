using System.Net.Sockets;
using System.Text.Json;

namespace CustomerChat.Testing;

/// <summary>How a request ends whose server is killed, is not there or breaks its answer off.</summary>
internal static class LostAnswer
{
    /// <summary>Whether an exception of the HTTP client says so. The client passes some failures of a connection on as socket exceptions.</summary>
    public static bool Is(Exception exception) =>
        exception is HttpRequestException or SocketException or IOException or JsonException or OperationCanceledException;
}
