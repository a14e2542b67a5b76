namespace CustomerChat.Events;

/// <summary>Which message at the contact centre an entry was. With it, an agents' desk finds the message that an event is about.</summary>
/// <param name="Index">
/// The message's index at the contact centre; null = the contact centre gives no index, and the message has a <paramref name="Key"/>.
/// </param>
/// <param name="Key">The key of a message without an index; null = it has an index.</param>
/// <param name="Number">Which of the chat's upstream chats the message is in: the number of hand-overs before it.</param>
public sealed record UpstreamPlace(long? Index, string? Key, int Number);
