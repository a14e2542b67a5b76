namespace CustomerChat.Turn;

/// <summary>The engine that runs the turns of open chats.</summary>
public interface IChatRuntime
{
    /// <summary>Sees to it that turns of the chat are run until it has ended. Idempotent.</summary>
    Task StartAsync(string chatId, CancellationToken cancellationToken);

    /// <summary>Asks for a turn soon. Carries nothing: a lost one costs latency, never a message.</summary>
    Task WakeAsync(string chatId, CancellationToken cancellationToken);

    /// <summary>What the engine says of a chat; null when it knows nothing of it (here).</summary>
    Task<RuntimeStatus?> DescribeAsync(string chatId, CancellationToken cancellationToken);
}
