namespace CustomerChat.Ledger;

/// <summary>What stands in for a chat while it is erased: what leads to its notes, and nothing of what was written.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="ContactCenterId">Its contact centre.</param>
/// <param name="EndedAt">When it ended; when it was opened, if it had not.</param>
/// <param name="AddressKey">The digest by which the index knows its customer's address; null = it had no channel.</param>
public sealed record Tombstone(string ChatId, string ContactCenterId, DateTimeOffset EndedAt, string? AddressKey);
