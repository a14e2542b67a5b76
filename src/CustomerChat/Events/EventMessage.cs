using CustomerChat.Chats;

namespace CustomerChat.Events;

/// <summary>A lifecycle event as it is told.</summary>
/// <param name="Id">Its id: a receiver tells a repeat by it.</param>
/// <param name="Event">What has happened.</param>
/// <param name="Chat">The chat that it has happened to, as it is now.</param>
/// <param name="Text">The text of the entry that it is about, where the endpoint asks for texts; null = none.</param>
public sealed record EventMessage(string Id, LifecycleEvent Event, Chat Chat, string? Text);
