namespace CustomerChat.Intake;

/// <summary>What came of something that a customer did.</summary>
public enum PostResult
{
    /// <summary>It is kept, and will reach the other side.</summary>
    Accepted,

    /// <summary>It was kept before; nothing has changed.</summary>
    Duplicate,

    /// <summary>There is no such chat for this contact centre.</summary>
    NotFound,

    /// <summary>The chat has ended.</summary>
    Ended,

    /// <summary>Too much waits for the contact centre; nothing has changed.</summary>
    TooMany,

    /// <summary>The contact centre is closed and takes no chats then: the text is kept, but becomes a dead letter, and its customer is told.</summary>
    Closed,
}
