namespace CustomerChat.Chats;

/// <summary>Where a chat is in its life. It only goes forward, and each phase has a deadline; after the last one the chat is erased.</summary>
public enum ChatPhase
{
    /// <summary>Its customer may write. At the latest <c>Relay:MaxDuration</c> after it was opened it ends.</summary>
    Open,

    /// <summary>Its customer can't write any more; what was written is still sent and delivered, for <see cref="Chat.EndedLimit"/> at most.</summary>
    Ended,

    /// <summary>Nothing is left to do. After <c>Retention:Days</c> it is erased.</summary>
    Finished,
}
