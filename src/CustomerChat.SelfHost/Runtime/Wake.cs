namespace CustomerChat.SelfHost.Runtime;

/// <summary>A wake-up: another process wants a turn for this chat.</summary>
/// <param name="Version">The version (ETag) that the wake-up's row had when it was read.</param>
internal readonly record struct Wake(string ChatId, string Version);
