using CustomerChat.Chats;

namespace CustomerChat.Intake;

/// <summary>The result of posting a text.</summary>
/// <param name="Result">Whether the text is stored.</param>
/// <param name="Chat">The chat with the text; null = the text was not added.</param>
/// <param name="Entry">The entry of the text; null = the text was not added.</param>
/// <param name="Lease">The lease to send the text at once; null = none.</param>
public sealed record Posted(PostResult Result, Chat? Chat = null, ChatEntry? Entry = null, ChatLease? Lease = null)
{
    /// <summary>The text's index in the transcript, also for a duplicate; 0 = the text was not accepted.</summary>
    public long Index { get; init; }

    /// <summary>Whether the chat was polled slowly before the text came.</summary>
    public bool WasQuiet { get; init; }
}
