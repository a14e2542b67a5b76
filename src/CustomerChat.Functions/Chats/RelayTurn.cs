using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace CustomerChat.Functions.Chats;

/// <summary>The activity that polls one chat for a window. It declares the engine's client because a turn may open the next chat of a conversation.</summary>
public sealed class RelayTurn(TurnWindow window)
{
    public const string Name = "RelayTurn";

    [Function(Name)]
    public Task<WindowReport> RunAsync([ActivityTrigger] TurnRequest request, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        window.RunAsync(request, cancellationToken);
}
