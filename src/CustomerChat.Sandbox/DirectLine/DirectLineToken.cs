namespace CustomerChat.Sandbox.DirectLine;

/// <summary>What a bearer may do: a token with one conversation; a secret (no conversation) with all of its kind.</summary>
/// <param name="MaySend">Only the tokens given since the conversation's start may.</param>
/// <param name="User">The user whom it is bound to: their id and name replace what an activity says.</param>
internal sealed record DirectLineToken(bool ForBot, string? ConversationId = null, bool MaySend = true, DirectLineUser? User = null, DateTimeOffset? ExpiresAt = null);
