using System.Collections.Immutable;

namespace CustomerChat.Chats;

/// <summary>What one read of a chat at its contact centre returned.</summary>
/// <param name="Messages">The messages, in the order of the contact centre's log. Some of them may have been read before.</param>
public sealed record UpstreamRead(ImmutableArray<UpstreamMessage> Messages)
{
    /// <summary>The chat's state at the contact centre; null = it follows from the messages.</summary>
    public ChatState? State { get; init; }

    /// <summary>The participants; null = they follow from the messages.</summary>
    public ImmutableArray<Participant>? Participants { get; init; }

    /// <summary>Where the next read begins, for a protocol whose cursor is not the messages' index; null = the cursor stays.</summary>
    public string? Cursor { get; init; }

    /// <summary>The handle that replaces the one that was used; null = the handle stays.</summary>
    public UpstreamHandle? Renewed { get; init; }

    /// <summary>Whether the whole log was read, from its beginning.</summary>
    public bool IsWhole { get; init; }

    /// <summary>The log held more than was read: messages that are missing may still come.</summary>
    public bool HasMore { get; init; }

    /// <summary>
    /// What the chat knew when the read began. A read of another upstream chat, or from a cursor that is no longer the chat's, moves no
    /// cursor.
    /// </summary>
    public UpstreamOrigin Origin { get; init; } = new(0, null, 0);
}
