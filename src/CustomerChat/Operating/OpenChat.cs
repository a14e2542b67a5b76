namespace CustomerChat.Operating;

/// <summary>The note of an open chat in the index.</summary>
/// <param name="ChatId">The id of the chat.</param>
/// <param name="OpenedAt">When the chat was opened.</param>
/// <param name="HeartbeatAt">When a turn last wrote a heartbeat for the chat; null = never. Only engines that need heartbeats write them.</param>
public sealed record OpenChat(string ChatId, DateTimeOffset OpenedAt, DateTimeOffset? HeartbeatAt);
