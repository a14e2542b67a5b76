namespace CustomerChat.Chats;

/// <summary>
/// Which phase of its life a chat is in. Each phase has a deadline; after the last one, the chat is erased. A chat only moves forward, with one exception: a late report of a
/// provider gives a finished chat work again, so it is <see cref="Ended"/> until that is done.
/// </summary>
public enum ChatPhase
{
    /// <summary>The customer may write. The chat ends at the latest <c>Relay:MaxDuration</c> after it was opened, a left message <c>Relay:MessageTimeout</c> later.</summary>
    Open,

    /// <summary>The customer can't write any more. What was written is still sent and delivered, for <see cref="Chat.EndedLimit"/> at most.</summary>
    Ended,

    /// <summary>No work is left. The chat is erased after <c>Retention:Days</c>.</summary>
    Finished,
}
