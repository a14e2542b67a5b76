namespace CustomerChat.Events;

/// <summary>Which message at the contact centre an entry was: by this an agents' desk finds the message that an event is about.</summary>
/// <param name="Index">Its index there; null = the contact centre gives none, then it has a <paramref name="Key"/>.</param>
/// <param name="Key">By which a message without an index is known.</param>
/// <param name="Number">Which of the chat's chats upstream it is in: it counts hand-overs.</param>
public sealed record UpstreamPlace(long? Index, string? Key, int Number);
