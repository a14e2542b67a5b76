namespace CustomerChat.Operating;

/// <summary>A note of an open chat.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="OpenedAt">When it was opened.</param>
/// <param name="HeartbeatAt">When a turn last wrote a heartbeat here; null = never. Only engines that need heartbeats write them.</param>
public sealed record OpenChat(string ChatId, DateTimeOffset OpenedAt, DateTimeOffset? HeartbeatAt);
