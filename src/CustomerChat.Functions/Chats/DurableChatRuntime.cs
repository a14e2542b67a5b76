using CustomerChat.Turn;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace CustomerChat.Functions.Chats;

/// <summary>The Functions host's engine: an orchestration per chat.</summary>
public sealed class DurableChatRuntime(WakeSignals signals) : IChatRuntime
{
    private static readonly TimeSpan TerminationLimit = TimeSpan.FromSeconds(20);

    private volatile DurableTaskClient? _client;

    /// <summary>
    /// The engine's client. It is only to be had through a binding, so every function that may need it hands it in first; it is
    /// the same for all of them.
    /// </summary>
    public DurableChatRuntime With(DurableTaskClient client)
    {
        _client = client;
        return this;
    }

    private DurableTaskClient Client => _client ?? throw new InvalidOperationException("No function has handed in the engine's client yet.");

    /// <summary>Starts the chat's orchestration; one that runs is left alone, one that has ended is replaced.</summary>
    public async Task StartAsync(string chatId, CancellationToken cancellationToken)
    {
        try
        {
            await ScheduleAsync(chatId, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Which exception tells that it runs already is the engine's affair and has changed; that it runs is a fact.
            if (await Client.GetInstanceAsync(chatId, cancellationToken) is not { IsCompleted: false })
            {
                throw;
            }
        }
    }

    public async Task WakeAsync(string chatId, CancellationToken cancellationToken)
    {
        if (!signals.TryWake(chatId))
        {
            await Client.RaiseEventAsync(chatId, ChatOrchestration.Wake, null, cancellationToken);
        }
    }

    public async Task<RuntimeStatus?> DescribeAsync(string chatId, CancellationToken cancellationToken) =>
        await Client.GetInstanceAsync(chatId, cancellationToken) is { } instance
            ? new RuntimeStatus(instance.RuntimeStatus.ToString())
            : null;

    /// <summary>Starts the chat's orchestration anew, whatever the engine says of the one there is.</summary>
    public async Task ReplaceAsync(string chatId, CancellationToken cancellationToken)
    {
        if (await Client.GetInstanceAsync(chatId, cancellationToken) is { IsCompleted: false })
        {
            await Client.TerminateInstanceAsync(chatId, cancellationToken);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(TerminationLimit);
            await Client.WaitForInstanceCompletionAsync(chatId, limit.Token);
        }

        await ScheduleAsync(chatId, cancellationToken);
    }

    private Task<string> ScheduleAsync(string chatId, CancellationToken cancellationToken) =>
        Client.ScheduleNewOrchestrationInstanceAsync(
            ChatOrchestration.Name, new ChatLoop(), new StartOrchestrationOptions(InstanceId: chatId), cancellationToken);
}
