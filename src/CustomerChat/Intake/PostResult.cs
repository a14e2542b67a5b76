namespace CustomerChat.Intake;

/// <summary>The result of what a customer did.</summary>
public enum PostResult
{
    /// <summary>The text or the request is stored, and will reach the other side.</summary>
    Accepted,

    /// <summary>It was stored before; nothing has changed.</summary>
    Duplicate,

    /// <summary>This contact centre has no such chat.</summary>
    NotFound,

    /// <summary>The chat has ended.</summary>
    Ended,

    /// <summary>
    /// Not accepted: too much waits for the contact centre, the chat is full, or its files are too large for one day. A message from a
    /// channel is stored all the same, and becomes a dead letter.
    /// </summary>
    TooMany,

    /// <summary>The contact centre is closed and accepts no chats then. The text is stored, but becomes a dead letter, and the customer is told.</summary>
    Closed,
}
