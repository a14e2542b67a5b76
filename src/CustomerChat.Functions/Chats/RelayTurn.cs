using System.Net.Sockets;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace CustomerChat.Functions.Chats;

/// <summary>The activity that polls one chat for a window. It declares the engine's client because a turn may open the next chat of a conversation.</summary>
public sealed class RelayTurn(TurnWindow window)
{
    public const string Name = "RelayTurn";

    [Function(Name)]
    public async Task<WindowReport> RunAsync([ActivityTrigger] TurnRequest request, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        try
        {
            return await window.RunAsync(request, cancellationToken);
        }
        catch (Exception e) when (e is AggregateException or SocketException or HttpRequestException or IOException)
        {
            // These are thrown when the storage or another server is not reached: AggregateException when the storage client's own retries have failed. The orchestration
            // sees only the name of a failure's type, and can't find some of these types by their names (Transient). So it gets one type that it retries.
            throw new IOException("The storage or another server was not reached.", e);
        }
    }
}
