using Azure;
using Microsoft.DurableTask;

namespace CustomerChat.Functions.Chats;

/// <summary>Which failures of a turn are worth a retry: failures of the storage or the network, and a host that was stopped.</summary>
internal static class Transient
{
    public static bool Is(TaskFailureDetails failure) =>
        failure.IsCausedBy<RequestFailedException>()
        || failure.IsCausedBy<HttpRequestException>()
        || failure.IsCausedBy<IOException>()
        || failure.IsCausedBy<TimeoutException>()
        || failure.IsCausedBy<OperationCanceledException>();
}
