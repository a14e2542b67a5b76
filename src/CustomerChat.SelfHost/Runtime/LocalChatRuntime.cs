using CustomerChat.Turn;

namespace CustomerChat.SelfHost.Runtime;

/// <summary>
/// The self-host's engine for turns. While this process runs the turns, a chat that needs a turn goes into this process's queue. Otherwise the chat's wake-up is
/// stored as a row, and the process that runs the turns reads the row when it next renews the lease.
/// </summary>
internal sealed class LocalChatRuntime(DueQueue queue, IRunnerLease lease) : IChatRuntime
{
    public Task StartAsync(string chatId, CancellationToken cancellationToken) => WakeAsync(chatId, urgent: true, cancellationToken);

    public Task WakeAsync(string chatId, bool urgent, CancellationToken cancellationToken) =>
        queue.TryWake(chatId, TimeSpan.Zero) || !urgent ? Task.CompletedTask : lease.WakeAsync(chatId, cancellationToken);

    public Task<RuntimeStatus?> DescribeAsync(string chatId, CancellationToken cancellationToken) => Task.FromResult(queue.Describe(chatId));
}
