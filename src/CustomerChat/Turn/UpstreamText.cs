using CustomerChat.Chats;

namespace CustomerChat.Turn;

/// <summary>A text on its way to the contact centre.</summary>
/// <param name="Index">The index of its entry: where the protocol echoes a client's id, the echo is known by it.</param>
/// <param name="Text">What the agent is to read.</param>
/// <param name="Opening">What the chat was opened with, for protocols that take it with the messages.</param>
public sealed record UpstreamText(long Index, string Text, ChatOpening Opening);
