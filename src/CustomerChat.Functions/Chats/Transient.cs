using Azure;
using Microsoft.DurableTask;

namespace CustomerChat.Functions.Chats;

/// <summary>Which failures of a turn pass by themselves: storage and network, and a host that was shut down.</summary>
internal static class Transient
{
    public static bool Is(TaskFailureDetails failure) =>
        failure.IsCausedBy<RequestFailedException>()
        || failure.IsCausedBy<HttpRequestException>()
        || failure.IsCausedBy<IOException>()
        || failure.IsCausedBy<TimeoutException>()
        || failure.IsCausedBy<OperationCanceledException>();
}
