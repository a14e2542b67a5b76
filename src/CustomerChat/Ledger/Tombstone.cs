namespace CustomerChat.Ledger;

/// <summary>What replaces a chat while it is erased. It holds what is needed to find the chat's notes, and nothing that was written.</summary>
/// <param name="ChatId">The id of the chat.</param>
/// <param name="EndedAt">When the chat ended. If it had not ended, when it was opened.</param>
/// <param name="AddressKey">The digest under which the index knows the customer's address; null = the chat had no channel.</param>
public sealed record Tombstone(string ChatId, string ContactCenterId, DateTimeOffset EndedAt, string? AddressKey);
