namespace CustomerChat.Turn;

/// <summary>The engine that runs the turns of open chats.</summary>
public interface IChatRuntime
{
    /// <summary>Makes sure that turns of the chat are run until it has ended. Idempotent.</summary>
    Task StartAsync(string chatId, CancellationToken cancellationToken);

    /// <summary>Asks for a turn soon. The call carries no data: if it is lost, the chat is slower, but no message is lost.</summary>
    /// <param name="urgent">
    /// True: work waits for the turn (a text that was not sent, an end), or the chat was quiet and must now be polled fast. False: the next
    /// poll is near and does the work, so an engine with costly wake-ups may ignore the call.
    /// </param>
    Task WakeAsync(string chatId, bool urgent, CancellationToken cancellationToken);

    /// <summary>What the engine knows about a chat; null = it knows nothing about it, or not in this process.</summary>
    Task<RuntimeStatus?> DescribeAsync(string chatId, CancellationToken cancellationToken);
}
