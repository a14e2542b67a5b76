using CustomerChat.Turn;

namespace CustomerChat.SelfHost.Runtime;

/// <summary>
/// The self-host's engine, as the relay sees it: a chat that wants a turn goes into this process's queue while this process runs
/// the turns, and else into a row that the process that runs them reads with its next renewal.
/// </summary>
internal sealed class LocalChatRuntime(DueQueue queue, IRunnerLease lease) : IChatRuntime
{
    public Task StartAsync(string chatId, CancellationToken cancellationToken) => WakeAsync(chatId, urgent: true, cancellationToken);

    public Task WakeAsync(string chatId, bool urgent, CancellationToken cancellationToken) =>
        queue.TryWake(chatId, TimeSpan.Zero) || !urgent ? Task.CompletedTask : lease.WakeAsync(chatId, cancellationToken);

    public Task<RuntimeStatus?> DescribeAsync(string chatId, CancellationToken cancellationToken) => Task.FromResult(queue.Describe(chatId));
}
