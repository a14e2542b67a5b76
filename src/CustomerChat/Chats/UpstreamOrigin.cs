namespace CustomerChat.Chats;

/// <summary>What the chat knew when a read of its messages at the contact centre began.</summary>
/// <param name="Number">Which of the chat's upstream chats was read: see <see cref="Chat.UpstreamNumber"/>.</param>
/// <param name="Cursor">The chat's cursor at that time.</param>
/// <param name="SentThrough">The contact centre had confirmed the customer's entries up to this index.</param>
public sealed record UpstreamOrigin(int Number, string? Cursor, long SentThrough);
