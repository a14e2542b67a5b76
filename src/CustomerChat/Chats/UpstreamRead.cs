using System.Collections.Immutable;

namespace CustomerChat.Chats;

/// <summary>What one read of a chat at its contact centre told.</summary>
/// <param name="Messages">What was read, in the order of the contact centre's log. It may hold what was read before.</param>
public sealed record UpstreamRead(ImmutableArray<UpstreamMessage> Messages)
{
    /// <summary>The chat's state there; null = it follows from the messages.</summary>
    public ChatState? State { get; init; }

    /// <summary>Who takes part; null = that follows from the messages.</summary>
    public ImmutableArray<Participant>? Participants { get; init; }

    /// <summary>From where to read the next time, for a protocol whose cursor is not the messages' index; null = as before.</summary>
    public string? Cursor { get; init; }

    /// <summary>The handle that takes the place of the one that was used; null = it stays.</summary>
    public UpstreamHandle? Renewed { get; init; }

    /// <summary>The whole log was read, from its beginning.</summary>
    public bool IsWhole { get; init; }

    /// <summary>More was there than was read: what is missing may still come.</summary>
    public bool HasMore { get; init; }

    /// <summary>What the read set out from. A read of another chat upstream, or from a cursor that is not the chat's any more, moves no cursor.</summary>
    public UpstreamOrigin Origin { get; init; } = new(0, null, 0);
}
