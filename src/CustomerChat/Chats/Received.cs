using System.Collections.Immutable;

namespace CustomerChat.Chats;

/// <summary>What came of taking messages in.</summary>
/// <param name="Chat">The chat with them.</param>
/// <param name="Entries">The new entries.</param>
/// <param name="More">One commit does not hold all of them: the rest is still to be taken in.</param>
public sealed record Received(Chat Chat, ImmutableArray<ChatEntry> Entries, bool More);
