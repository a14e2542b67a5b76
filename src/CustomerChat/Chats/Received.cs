using System.Collections.Immutable;

namespace CustomerChat.Chats;

/// <summary>The result of taking messages in.</summary>
/// <param name="Chat">The chat after the messages were taken in.</param>
/// <param name="Entries">The new entries, to be committed with the chat.</param>
/// <param name="More">One commit does not hold all messages: the rest must still be taken in.</param>
public sealed record Received(Chat Chat, ImmutableArray<ChatEntry> Entries, bool More);
