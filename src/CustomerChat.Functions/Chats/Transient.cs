using System.Reflection;
using Azure;
using Microsoft.DurableTask;

namespace CustomerChat.Functions.Chats;

/// <summary>
/// Which failures of a turn are worth a retry: failures of the storage or the network, and a host that was stopped. Do not add a type to this list: the engine replays old
/// decisions with it. <see cref="RelayTurn"/> turns other failures of the same kind into one of these types.
/// </summary>
internal static class Transient
{
    public static bool Is(TaskFailureDetails failure)
    {
        try
        {
            return failure.IsCausedBy<RequestFailedException>()
                || failure.IsCausedBy<HttpRequestException>()
                || failure.IsCausedBy<IOException>()
                || failure.IsCausedBy<TimeoutException>()
                || failure.IsCausedBy<OperationCanceledException>();
        }
        catch (AmbiguousMatchException)
        {
            // Several loaded assemblies know the name of the type. Without this, the orchestration itself would fail.
            return false;
        }
    }
}
