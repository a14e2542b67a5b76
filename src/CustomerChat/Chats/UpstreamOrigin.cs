namespace CustomerChat.Chats;

/// <summary>What a read of a chat upstream set out from.</summary>
/// <param name="Number">Which of its chats upstream: see <see cref="Chat.UpstreamNumber"/>.</param>
/// <param name="Cursor">The chat's cursor then.</param>
/// <param name="SentThrough">The contact centre had confirmed the customer's entries up to here.</param>
public sealed record UpstreamOrigin(int Number, string? Cursor, long SentThrough);
