namespace CustomerChat.Chats;

/// <summary>Where a read of a chat's messages at the contact centre begins.</summary>
/// <param name="NextIndex">The first index that was not read yet, for protocols that number their messages (from 1).</param>
/// <param name="Cursor">The cursor from the last read; null = no read gave one.</param>
public readonly record struct UpstreamPosition(long NextIndex, string? Cursor)
{
    /// <summary>The beginning of the log.</summary>
    public static UpstreamPosition Start { get; } = new(1, null);
}
