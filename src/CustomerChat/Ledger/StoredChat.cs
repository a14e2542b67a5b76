using CustomerChat.Chats;

namespace CustomerChat.Ledger;

/// <summary>A chat as it is stored.</summary>
/// <param name="Chat">The head.</param>
/// <param name="Version">The version (ETag) that a commit on top of it must name.</param>
public sealed record StoredChat(Chat Chat, string Version);
