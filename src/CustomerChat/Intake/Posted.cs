using CustomerChat.Chats;

namespace CustomerChat.Intake;

/// <summary>What came of a text.</summary>
/// <param name="Result">Whether it is kept.</param>
/// <param name="Chat">The chat with it.</param>
/// <param name="Entry">The entry that it became.</param>
/// <param name="Lease">The right to send it at once.</param>
public sealed record Posted(PostResult Result, Chat? Chat = null, ChatEntry? Entry = null, ChatLease? Lease = null)
{
    /// <summary>Where the text is in the transcript, also that of a duplicate; 0 = it was not taken.</summary>
    public long Index { get; init; }

    /// <summary>The chat was polled slowly before the text.</summary>
    public bool WasQuiet { get; init; }
}
