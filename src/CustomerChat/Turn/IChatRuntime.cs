namespace CustomerChat.Turn;

/// <summary>The engine that runs the turns of open chats.</summary>
public interface IChatRuntime
{
    /// <summary>Sees to it that turns of the chat are run until it has ended. Idempotent.</summary>
    Task StartAsync(string chatId, CancellationToken cancellationToken);

    /// <summary>Asks for a turn soon. Carries nothing: a lost one costs latency, never a message.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="urgent">
    /// Something waits for the turn (a text that was not sent, an end), or the chat was quiet and is now to be polled fast.
    /// False: the next poll is near and does what there is to do; an engine for which a wake-up is dear may pass it over.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task WakeAsync(string chatId, bool urgent, CancellationToken cancellationToken);

    /// <summary>What the engine says of a chat; null when it knows nothing of it (here).</summary>
    Task<RuntimeStatus?> DescribeAsync(string chatId, CancellationToken cancellationToken);
}
