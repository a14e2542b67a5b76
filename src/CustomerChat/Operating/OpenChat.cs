namespace CustomerChat.Operating;

/// <summary>A note of an open chat.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="OpenedAt">When it was opened.</param>
/// <param name="SignOfLifeAt">When a turn last gave a sign of life here; null = never. Only engines that need it give one.</param>
public sealed record OpenChat(string ChatId, DateTimeOffset OpenedAt, DateTimeOffset? SignOfLifeAt);
