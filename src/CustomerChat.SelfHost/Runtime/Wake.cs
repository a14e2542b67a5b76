namespace CustomerChat.SelfHost.Runtime;

/// <summary>A chat that another process wants a turn for.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="Version">The version (ETag) of its row when it was read.</param>
internal readonly record struct Wake(string ChatId, string Version);
