namespace CustomerChat.Sandbox.DirectLine;

/// <summary>The rights of a token or secret. A token is for one conversation. A secret (no conversation id) is for all conversations of its kind.</summary>
/// <param name="MaySend">False = a token that was given before the conversation was started. It can't send activities.</param>
/// <param name="User">The user that the token is bound to. The user's id and name replace the sender of an activity.</param>
internal sealed record DirectLineToken(bool ForBot, string? ConversationId = null, bool MaySend = true, DirectLineUser? User = null, DateTimeOffset? ExpiresAt = null);
