namespace CustomerChat.Chats;

/// <summary>Which phase of its life a chat is in. A chat only moves forward, and each phase has a deadline. After the last phase, the chat is erased.</summary>
public enum ChatPhase
{
    /// <summary>The customer may write. The chat ends at the latest <c>Relay:MaxDuration</c> after it was opened.</summary>
    Open,

    /// <summary>The customer can't write any more. What was written is still sent and delivered, for <see cref="Chat.EndedLimit"/> at most.</summary>
    Ended,

    /// <summary>No work is left. The chat is erased after <c>Retention:Days</c>.</summary>
    Finished,
}
