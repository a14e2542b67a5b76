using Microsoft.Azure.Functions.Worker;

namespace CustomerChat.Functions.Chats;

/// <summary>The activity: polls one chat for a window, and hands back.</summary>
public sealed class RelayTurn(TurnWindow window)
{
    public const string Name = "RelayTurn";

    [Function(Name)]
    public Task<TurnReport> RunAsync([ActivityTrigger] TurnRequest request, CancellationToken cancellationToken) =>
        window.RunAsync(request, cancellationToken);
}
