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
            // These are thrown when the storage is not reached: AggregateException when its client's own retries have failed. The orchestration sees only the name of a
            // failure's type, and finds some of these by no name (Transient). So it gets one type that it retries.
            throw new IOException("The storage was not reached.", e);
        }
    }
}
