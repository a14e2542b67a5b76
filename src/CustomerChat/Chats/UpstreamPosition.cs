namespace CustomerChat.Chats;

/// <summary>From where a chat's messages upstream are to be read.</summary>
/// <param name="NextIndex">The first index that was not read, for protocols that number their messages (from 1).</param>
/// <param name="Cursor">What the last read gave; null = none did.</param>
public readonly record struct UpstreamPosition(long NextIndex, string? Cursor)
{
    /// <summary>The beginning of the log.</summary>
    public static UpstreamPosition Start { get; } = new(1, null);
}
